# A build in two stages: the binary, and an image that holds it and nothing else.
# It needs no shell, no root and no writable root file system:
#
#   docker build -t gatehouse .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges \
#     -v gatehouse:/var/lib/gatehouse -p 127.0.0.1:8080:8080 gatehouse
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN make static VERSION="$VERSION" && mkdir -m 0700 /empty

FROM scratch
COPY --from=build /src/bin/gatehouse /gatehouse
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build --chown=65532:65532 /empty /var/lib/gatehouse
USER 65532:65532
ENV GATEHOUSE_DATA=/var/lib/gatehouse GATEHOUSE_ADDR=0.0.0.0:8080 GATEHOUSE_LOG_FORMAT=json
VOLUME /var/lib/gatehouse
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["/gatehouse"]
CMD ["serve"]
