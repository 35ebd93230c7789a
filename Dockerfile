# An image that runs `pantoum` on CPUs:
#   docker build --tag pantoum .
#   docker run --rm --volume "$PWD:/data" --user "$(id -u):$(id -g)" pantoum train words.tsv --output model
FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE constraints.txt ./
COPY src src
COPY runtime runtime
RUN python -m venv /opt/pantoum
# PyTorch first, from the index of its CPU builds; the other packages then take the build that is there.
RUN /opt/pantoum/bin/pip install --no-cache-dir --constraint constraints.txt \
      --index-url https://download.pytorch.org/whl/cpu --extra-index-url https://pypi.org/simple torch
RUN /opt/pantoum/bin/pip install --no-cache-dir --constraint constraints.txt '.[plots,demo,export,serve]' ./runtime

FROM python:3.11-slim
COPY --from=build /opt/pantoum /opt/pantoum
# Any user may run it (`--user`), even one whom the image does not know: libraries ask for a name and a home.
ENV PATH="/opt/pantoum/bin:$PATH" \
    HOME=/tmp \
    USER=pantoum
RUN useradd --create-home --uid 1000 pantoum
USER pantoum
WORKDIR /data
ENTRYPOINT ["pantoum"]
CMD ["--help"]
