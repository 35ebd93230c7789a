"""A server of trained models: what answers requests, and the page that shows what a model does.

`pantoum.serve.engine` answers requests without HTTP: it holds the models, puts the inputs of many
requests into common batches, and loads a model anew when its files change.
"""
