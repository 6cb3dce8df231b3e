#!/usr/bin/env bash
# A mail server that is real, on loopback, and redirects jobs@company.localhost to acme-jobs@in.example, which it takes
# to be at OUT_PORT. Needs root. Postfix runs until `stop` and listens at IN_PORT; the others take one mail on
# standard input, from the envelope sender FROM, and end when it has gone on. One that greylists asks at POLICY_PORT.
#
# server.sh KIND FOLDER IN_PORT OUT_PORT [FROM | POLICY_PORT]
set -euo pipefail
kind=$1 folder=$2 in_port=$3 out_port=$4 from=${5:-}
host=mail.company.localhost mailbox=jobs@company.localhost recruiting=acme-jobs@in.example
exim=${CARGO_MANIFEST_DIR:-.}/../../target/mta/usr/sbin/exim4
chmod 755 "$folder"
cd "$folder"

postfix_config() {
  mkdir -p config queue data
  chown postfix data
  printf 'jobs %s\n' "$recruiting" > aliases
  cat > config/main.cf <<EOF
compatibility_level = 3.6
maillog_file = $folder/data/log
maillog_file_prefixes = $folder
queue_directory = $folder/queue
data_directory = $folder/data
myhostname = $host
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
alias_database =
transport_maps = inline:{ { in.example = smtp:[127.0.0.1]:$out_port } }
default_transport = error:this server sends to Postroom only
$1
EOF
  cat > config/master.cf <<EOF
127.0.0.1:$in_port inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
local unix - n n - - local
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
EOF
}

# Delivered by local(8), which knows a circle by its own Delivered-To.
aliases="mydestination = company.localhost
alias_maps = texthash:$folder/aliases
local_recipient_maps =
append_dot_mydomain = no"

virtual="mydestination =
alias_maps =
virtual_alias_domains = company.localhost
virtual_alias_maps = inline:{ { $mailbox = $recruiting } }"

case $kind in
  postfix-virtual)
    postfix_config "$virtual"
    exec postfix -c "$folder/config" start-fg ;;
  postfix-alias)
    postfix_config "$aliases"
    exec postfix -c "$folder/config" start-fg ;;
  postfix-srs)
    echo 'a secret of tests' > srs.secret
    # Two ports next to ours, which the caller has kept free.
    postsrsd -4 -s "$folder/srs.secret" -d company.localhost -l 127.0.0.1 -f $((in_port + 1)) -r $((in_port + 2)) &
    echo $! > srs.pid
    postfix_config "$virtual
sender_canonical_maps = tcp:127.0.0.1:$((in_port + 1))
sender_canonical_classes = envelope_sender"
    exec postfix -c "$folder/config" start-fg ;;
  postfix-twice)
    # Redirected where the address leads, and once more where that leads.
    postfix_config "$aliases
virtual_alias_maps = inline:{ { $mailbox = $recruiting staff@company.localhost } }"
    printf 'staff %s\n' "$recruiting" > aliases
    exec postfix -c "$folder/config" start-fg ;;
  postfix-circle)
    # A copy goes to an address elsewhere that leads back.
    postfix_config "$aliases
virtual_alias_domains = partner.localhost
virtual_alias_maps = inline:{ { jobs@partner.localhost = $mailbox } }"
    printf 'jobs %s, jobs@partner.localhost\n' "$recruiting" > aliases
    exec postfix -c "$folder/config" start-fg ;;
  postfix-via)
    postfix_config "$virtual
sender_canonical_maps = static:staff@company.localhost"
    exec postfix -c "$folder/config" start-fg ;;
  postfix-marked)
    postfix_config "$virtual
smtp_header_checks = regexp:$folder/checks"
    echo '/^Subject: (.*)/ REPLACE Subject: [EXTERN] $1' > checks
    exec postfix -c "$folder/config" start-fg ;;
  postfix-stripped)
    postfix_config "$virtual
header_checks = regexp:$folder/checks"
    echo '/^X-Postroom/ IGNORE' > checks
    exec postfix -c "$folder/config" start-fg ;;
  postfix-patient)
    # Tries again soon what was put off.
    postfix_config "$virtual
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s"
    exec postfix -c "$folder/config" start-fg ;;
  postfix-greylist)
    # In front of the recruiting address.
    postfix_config "mydestination =
alias_maps =
relay_domains = in.example
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:$from, permit_mynetworks, reject"
    exec postfix -c "$folder/config" start-fg ;;
  postfix-kept)
    postfix_config "$aliases"
    install -o nobody -m 600 /dev/null mail
    printf 'jobs %s/mail\n' "$folder" > aliases
    exec postfix -c "$folder/config" start-fg ;;
  stop)
    [ ! -e srs.pid ] || kill "$(cat srs.pid)"
    exec postfix -c "$folder/config" stop ;;
  dovecot)
    mkdir -p home mail run
    printf 'require ["copy"];\nredirect :copy "%s";\n' "$recruiting" > redirect.sieve
    cat > dovecot.conf <<EOF
base_dir = $folder/run
state_dir = $folder/run
log_path = $folder/home/log
ssl = no
mail_location = maildir:$folder/mail
hostname = $host
postmaster_address = postmaster@company.localhost
submission_host = 127.0.0.1:$out_port
first_valid_uid = 1
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
protocol lda {
  mail_plugins = sieve
}
plugin {
  sieve = file:$folder/home;active=$folder/redirect.sieve
}
EOF
    chown -R nobody "$folder"
    HOME=$folder/home USER=nobody exec setpriv --reuid=nobody --regid=nogroup --clear-groups \
      /usr/lib/dovecot/dovecot-lda -c "$folder/dovecot.conf" -f "$from" -a "$mailbox" ;;
  exim)
    printf '# Exim filter\nunseen deliver %s\n' "$recruiting" > filter
    cat > exim.conf <<EOF
exim_path = $(realpath "$exim")
exim_user = nobody
exim_group = nogroup
never_users =
spool_directory = $folder/spool
log_file_path = $folder/log-%s
primary_hostname = $host
domainlist local_domains = company.localhost
keep_environment =
begin routers
redirected:
  driver = redirect
  domains = +local_domains
  file = $folder/filter
  allow_filter
  user = nobody
kept:
  driver = accept
  domains = +local_domains
  transport = mailbox
onward:
  driver = manualroute
  route_list = * 127.0.0.1
  transport = smtp
  self = send
begin transports
smtp:
  driver = smtp
  port = $out_port
mailbox:
  driver = appendfile
  file = $folder/mail
  user = nobody
begin retry
* * F,1h,1m
EOF
    chown nobody "$folder" filter
    exec "$exim" -C "$folder/exim.conf" -odf -oi -f "$from" "$mailbox" ;;
  procmail)
    # Resends as RFC 5322 section 3.6.6 wants it; what sendmail would be given stays here.
    printf '#!/bin/sh\nexec cat > %s/resent\n' "$folder" > sendmail
    chmod +x sendmail
    cat > rc <<EOF
DEFAULT=$folder/mail
SENDMAIL=$folder/sendmail
:0 fw
| formail -i "Resent-From: $mailbox" -i "Resent-To: $recruiting"
:0 w
! $recruiting
EOF
    tr -d '\r' | procmail -m "$folder/rc"
    exec sed 's/$/\r/' "$folder/resent" ;;
esac
