"""safetensors: embviz's own files, and models with their tokenizers."""
