#!/usr/bin/env bash
# A private Postfix on loopback: submission with login (SSL/TLS and STARTTLS) and an alias that redirects the recruiting
# mailbox to Postroom. Runs in the foreground until it is told to stop. Needs root, as Postfix does.
#
# postfix.sh FOLDER TLS_PORT STARTTLS_PORT POSTROOM_PORT RECRUITING_ADDRESS
set -euo pipefail
folder=$1 tls_port=$2 starttls_port=$3 postroom_port=$4 recruiting_address=$5
mailbox=jobs@company.localhost
host=mail.company.localhost
mkdir -p "$folder"/{config/sasl,queue,data}
"$(dirname "$0")/certificate.sh" "$folder" "$host" 2>/dev/null
cd "$folder"

printf 'pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: %s/sasldb2\nmech_list: PLAIN LOGIN\n' "$folder" > config/sasl/smtpd.conf
printf 'postfix-password' | saslpasswd2 -p -c -f "$folder/sasldb2" -u company.localhost jobs
chown postfix "$folder/sasldb2" "$folder/data"

cat > config/main.cf <<EOF
compatibility_level = 3.6
maillog_file = $folder/data/log
maillog_file_prefixes = $folder
queue_directory = $folder/queue
data_directory = $folder/data
myhostname = $host
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks =
smtpd_tls_cert_file = $folder/server.pem
smtpd_tls_key_file = $folder/server.key
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
cyrus_sasl_config_path = $folder/config/sasl
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_sender_login_maps = inline:{ { $mailbox = $mailbox } }
smtpd_sender_restrictions = reject_sender_login_mismatch
virtual_alias_domains = company.localhost
virtual_alias_maps = inline:{ { $mailbox = $recruiting_address } }
transport_maps = inline:{ { ${recruiting_address#*@} = smtp:[127.0.0.1]:$postroom_port } }
default_transport = error:this server sends to Postroom only
smtp_tls_security_level = may
EOF
cat > config/master.cf <<EOF
127.0.0.1:$tls_port inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:$starttls_port inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
EOF
exec postfix -c "$folder/config" start-fg
