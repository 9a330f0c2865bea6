"""The multilingual student: vocabulary, noise, batches, losses, training and export."""
