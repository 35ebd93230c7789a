"""A server: requests answered in common batches, and a page that shows the model.

`pantoum.serve.engine` answers requests without HTTP: it holds the models, puts the inputs of many
requests into common batches, and loads a model anew when its files change.
"""
