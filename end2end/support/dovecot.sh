#!/usr/bin/env bash
# A private Dovecot on loopback: one mailbox to be read by IMAP (SSL/TLS). Runs in the foreground until it is told to
# stop. Needs root, as Dovecot does.
#
# dovecot.sh FOLDER PORT
set -euo pipefail
folder=$1 port=$2
host=imap.company.localhost
mkdir -p "$folder"/mail/{cur,new,tmp}
"$(dirname "$0")/certificate.sh" "$folder" "$host" 2>/dev/null
cd "$folder"

echo 'jobs@company.localhost:{PLAIN}dovecot-password' > accounts
chown -R nobody:nogroup mail
cat > dovecot.conf <<EOF
base_dir = $folder/run
state_dir = $folder/state
log_path = $folder/log
protocols = imap
ssl = required
ssl_cert = <$folder/server.pem
ssl_key = <$folder/server.key
auth_mechanisms = plain
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:$folder/mail
passdb {
  driver = passwd-file
  args = $folder/accounts
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$folder/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    address = 127.0.0.1
    port = $port
    ssl = yes
  }
}
EOF
exec dovecot -F -c "$folder/dovecot.conf"
