"""Settings of the tests that run pages with AppTest."""

from functools import cache

import streamlit as st
from streamlit.components.v2 import manifest_scanner

# Each AppTest looks through all installed packages for components of pages, which takes longer than
# to run a page. The installed packages do not change meanwhile.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

# Streamlit reads .streamlit/config.toml of the working folder once, when an option is first used:
# now, before a test changes the folder.
st.get_option("client.showErrorDetails")
