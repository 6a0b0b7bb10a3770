# On the machine that builds, whatever the image is for: a jar is the same everywhere.
FROM --platform=$BUILDPLATFORM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
COPY db db
COPY src src
# The tests have run before an image is built, and they need tools that this stage lacks.
RUN mvn -B -q package -DskipTests

FROM eclipse-temurin:25-jre
LABEL org.opencontainers.image.title="deployment-tracker" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /build/target/deployment-tracker.jar /opt/deployment-tracker/deployment-tracker.jar
COPY deploy/jvm.options /opt/deployment-tracker/jvm.options
# By number, so that Kubernetes can tell that it is not root; with a folder for the outbox that this user may write.
RUN install -d -o 65532 -g 65532 /var/lib/deployment-tracker
USER 65532:65532
WORKDIR /var/lib/deployment-tracker
ENV OUTBOX_PATH=/var/lib/deployment-tracker/outbox.db
EXPOSE 9090
# Without a shell in between, so that the JVM gets SIGTERM and stops in order.
ENTRYPOINT ["java", "@/opt/deployment-tracker/jvm.options", "-jar", "/opt/deployment-tracker/deployment-tracker.jar"]
