#!/usr/bin/env bash
# An authority (ca.pem), and by it the certificate of a server for a host (server.pem, server.key).
#
# certificate.sh FOLDER HOST
set -euo pipefail
cd "$1"
host=$2

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=Test authority" -keyout ca.key -out ca.pem \
  -addext basicConstraints=critical,CA:true
openssl req -newkey rsa:2048 -nodes -subj "/CN=$host" -keyout server.key -out server.csr
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out server.pem \
  -extfile <(printf 'subjectAltName=DNS:%s\nbasicConstraints=CA:false\n' "$host")
