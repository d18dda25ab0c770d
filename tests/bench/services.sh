#!/bin/sh
# services.sh COUNT: a program of COUNT services behind one load balancer.
set -eu
cat <<'TIER'
stack shop
network {
  cidr:   10.0.0.0/16
  zones:  2
  egress: endpoints
}
key
cluster
load_balancer web
database db {
  version: "17"
  class:   "db.t3.micro"
  storage: 20GiB
}
TIER
i=0
while [ "$i" -lt "$1" ]; do
    i=$((i + 1))
    cat <<TIER
repository app_$i
service api_$i {
  image:    app_$i
  tag:      "1"
  port:     8000
  cpu:      256
  memory:   512MiB
  health:   "/health"
  route:    "/api-$i/*"
  priority: $i
  env:      { NAME: "api-$i" }
  uses:     [db]
}
TIER
done
