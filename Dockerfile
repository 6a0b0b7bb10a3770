FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY db db
COPY src src
COPY deploy/jvm.options deploy/jvm.options
COPY deploy/image deploy/image
# The tests run before an image is built, and need tools that this stage lacks. To train the AOT cache, the program runs with
# stand-ins, so that the cache is made by this architecture's own runtime.
RUN mvn -B -q -Pimage

FROM debian:trixie-slim
LABEL org.opencontainers.image.title="deployment-tracker" \
      org.opencontainers.image.description="Keeps the deployment records at GitHub up to date with what runs in a cluster" \
      org.opencontainers.image.licenses="MIT"
# sqlite3 to read the outbox by kubectl exec, and the public certificate authorities.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates sqlite3 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /build/target/image /opt/deployment-tracker
# A numeric user, so that Kubernetes can check that it is not root, and a folder for the outbox that this user may write.
RUN ln -s /opt/deployment-tracker/bin/deployment-tracker /usr/local/bin/deployment-tracker \
 && install -d -o 65532 -g 65532 /var/lib/deployment-tracker
USER 65532:65532
WORKDIR /var/lib/deployment-tracker
ENV OUTBOX_PATH=/var/lib/deployment-tracker/outbox.db
EXPOSE 9090
# The JVM replaces the shell, so it receives SIGTERM and shuts down in order.
ENTRYPOINT ["/opt/deployment-tracker/bin/deployment-tracker"]
