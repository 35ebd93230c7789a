/* Runs an exported encoder-decoder on ONNX Runtime's C API: ./pantoum model.onnx word ...

   For models of characters. The longest known symbol at each place is read, which is how training
   cuts text unless a letter stands with marks that training has not seen. Text is to be in NFC. */
#include <onnxruntime_c_api.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNK = 1, EOS = 3, SPECIAL = 4, LONGEST = 5000 };
typedef struct { char **text; int64_t size; } Symbols;
static const OrtApi *ort;

static void fail(const char *what) { fprintf(stderr, "pantoum: error: %s\n", what); exit(1); }
static void check(OrtStatus *status) { if (status) fail(ort->GetErrorMessage(status)); }

/* The symbols behind some place in JSON that escapes nothing but control characters. */
static Symbols symbols_of(const char *json, const char *behind, const char *problem) {
  Symbols found = {NULL, 0};
  const char *at = strstr(json, behind);
  if (!at || !(at = strstr(at, "\"symbols\": ["))) fail(problem);
  for (at += strlen("\"symbols\": ["); *at == '"'; at += *at == ',' ? 2 : 0) {
    char *text = malloc(strlen(at)), *end = text;
    for (at++; *at != '"'; at++) {
      if (*at != '\\') { *end++ = *at; continue; }
      const char *place = strchr("n\nt\tr\rb\bf\f", *++at);
      if (*at == 'u') { *end++ = (char)strtol((char[]){at[3], at[4], 0}, NULL, 16); at += 4; }
      else *end++ = place ? place[1] : *at;
    }
    *end = 0, at++;
    found.text = realloc(found.text, (size_t)(found.size + 1) * sizeof(char *));
    found.text[found.size++] = realloc(text, (size_t)(end - text) + 1);
  }
  return found;
}

/* The ids of a text, with that of its end. */
static int64_t encode(const char *text, Symbols symbols, int64_t *ids) {
  int64_t count = 0;
  while (*text && count < LONGEST - 1) {
    size_t longest = 0;
    int64_t best = UNK;
    for (int64_t id = SPECIAL; id < symbols.size; id++) {
      size_t size = strlen(symbols.text[id]);
      if (size > longest && !strncmp(text, symbols.text[id], size)) longest = size, best = id;
    }
    if (!longest) do longest++; while ((text[longest] & 0xC0) == 0x80); /* one code point */
    ids[count++] = best;
    text += longest;
  }
  if (*text) fail("a word is too long");
  ids[count++] = EOS;
  return count;
}

int main(int count, char **given) {
  if (count < 3) fail("give a file that `pantoum export` wrote, and words");
  ort = OrtGetApiBase()->GetApi(ORT_API_VERSION);
  if (!ort) fail("ONNX Runtime is older than its header");
  OrtEnv *env; OrtSessionOptions *options; OrtSession *session; OrtMemoryInfo *memory;
  OrtAllocator *allocator; OrtModelMetadata *metadata; char *json;
  check(ort->CreateEnv(ORT_LOGGING_LEVEL_ERROR, "pantoum", &env));
  check(ort->CreateSessionOptions(&options));
  check(ort->SetIntraOpNumThreads(options, 1));
  check(ort->CreateSession(env, given[1], options, &session));
  check(ort->CreateCpuMemoryInfo(OrtArenaAllocator, OrtMemTypeDefault, &memory));
  check(ort->GetAllocatorWithDefaultOptions(&allocator));
  check(ort->SessionGetModelMetadata(session, &metadata));
  check(ort->ModelMetadataLookupCustomMetadataMap(metadata, allocator, "pantoum", &json));
  if (!json) fail("not a file that `pantoum export` wrote");
  Symbols source = symbols_of(json, "\"sources\": [{\"text\": {\"units\": \"characters\"",
                              "the model does not read characters");
  const char *units = "\"target\": {\"units\": \"";
  Symbols target = symbols_of(json, units, "the model writes byte pairs");
  const char *between = strstr(json, units)[strlen(units)] == 'c' ? "" : " "; /* letters? */

  for (int word = 2; word < count; word++) {
    int64_t ids[LONGEST], length = encode(given[word], source, ids), *out, *size;
    int64_t shape[] = {1, length};
    unsigned char *complete;
    const char *in_names[] = {"source", "lengths"}, *out_names[] = {"ids", "symbols", "complete"};
    OrtValue *in[2], *found[3] = {NULL, NULL, NULL};
    check(ort->CreateTensorWithDataAsOrtValue(memory, ids, (size_t)length * sizeof *ids, shape, 2,
                                              ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, &in[0]));
    check(ort->CreateTensorWithDataAsOrtValue(memory, &length, sizeof length, shape, 1,
                                              ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, &in[1]));
    check(ort->Run(session, NULL, in_names, (const OrtValue *const *)in, 2, out_names, 3, found));
    check(ort->GetTensorMutableData(found[0], (void **)&out));
    check(ort->GetTensorMutableData(found[1], (void **)&size));
    check(ort->GetTensorMutableData(found[2], (void **)&complete));
    for (int64_t place = 0; place < *size - *complete; place++)
      printf("%s%s", place ? between : "", target.text[out[place]]);
    printf("\n");
    for (int value = 0; value < 3; value++) ort->ReleaseValue(found[value]);
    ort->ReleaseValue(in[0]), ort->ReleaseValue(in[1]);
  }
  return 0;
}
