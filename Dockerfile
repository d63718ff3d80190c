# docker build -t embviz . && docker run --rm -p 8501:8501 embviz
# Options of the app come after two dashes: docker run … embviz -- --pages lesson,map
FROM python:3.12-slim

WORKDIR /app
COPY requirements.txt ./
# The packages' own tests are an eighth of what is installed.
RUN pip install --no-cache-dir -r requirements.txt \
    && find /usr/local/lib/python3.12/site-packages -type d -name tests -prune -exec rm -r {} +
COPY app.py LICENSE NOTICE ./
COPY .streamlit .streamlit
COPY embviz embviz
COPY pages pages
# The user below may not write here, so bytecode is compiled now.
RUN python -m compileall -q embviz pages && useradd --create-home --uid 1000 embviz

USER 1000
ENV PYTHONUNBUFFERED=1
# Return the memory that sessions have freed to the system: see docs/deployment.md.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=1048576 ARROW_DEFAULT_MEMORY_POOL=system
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
ENTRYPOINT ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", "--server.headless=true", "--server.fileWatcherType=none"]
