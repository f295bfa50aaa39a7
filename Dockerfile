FROM python:3.12-slim
WORKDIR /walkback
COPY requirements requirements
RUN pip install --no-cache-dir --require-hashes -r requirements/build.txt -r requirements/run.txt
COPY . .
RUN pip install --no-cache-dir --no-build-isolation '.[neo4j]' && useradd --create-home desk
USER desk
WORKDIR /home/desk
CMD ["walkback", "--help"]
