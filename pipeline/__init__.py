"""From corpus to dataset, encoder, bundle, evaluation and the Hub."""
