"""The Streamlit-aware part: session, controls, charts and the server."""
