"""The page and its endpoints. The only package that imports gradio."""

import os

# Gradio reads this while it is imported, and looks hosts up otherwise. The page promises
# to speak to no host but its own, so a value from outside does not count.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
