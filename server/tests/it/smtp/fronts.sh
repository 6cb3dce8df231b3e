#!/usr/bin/env bash
# A mail server that is real, on loopback, and hands on all it is given to the receiver at OUT_PORT, as a company's own
# MX in front of it would. Needs root.
#
# fronts.sh KIND FOLDER IN_PORT OUT_PORT
set -euo pipefail
kind=$1 folder=$2 in_port=$3 out_port=$4
exim=${CARGO_MANIFEST_DIR:-.}/../target/mta/usr/sbin/exim4
chmod 755 "$folder"
cd "$folder"
case $kind in
  postfix)
    mkdir -p config queue data
    chown postfix data
    cat > config/main.cf <<EOF
compatibility_level = 3.6
maillog_file = $folder/data/log
maillog_file_prefixes = $folder
queue_directory = $folder/queue
data_directory = $folder/data
myhostname = mx.front.example
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:$out_port
EOF
    cat > config/master.cf <<EOF
127.0.0.1:$in_port inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
scache unix - - n - 1 scache
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
EOF
    exec postfix -c "$folder/config" start-fg ;;
  stop-postfix)
    exec postfix -c "$folder/config" stop ;;
  exim)
    cat > exim.conf <<EOF
exim_path = $(realpath "$exim")
exim_user = nobody
exim_group = nogroup
never_users =
spool_directory = $folder/spool
log_file_path = $folder/log-%s
primary_hostname = mx.front.example
local_interfaces = 127.0.0.1
daemon_smtp_ports = $in_port
disable_ipv6
host_lookup =
rfc1413_query_timeout = 0s
keep_environment =
smtp_accept_max = 0
acl_smtp_rcpt = accept
acl_smtp_data = accept
begin acl
accept:
  accept
begin routers
onward:
  driver = manualroute
  route_list = * 127.0.0.1
  transport = smtp
  self = send
begin transports
smtp:
  driver = smtp
  port = $out_port
begin retry
* * F,1h,1m
EOF
    chown nobody "$folder"
    exec "$exim" -C "$folder/exim.conf" -bdf -oP "$folder/pid" ;;
esac
