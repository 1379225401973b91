#!/usr/bin/env bash
# Apache 2.4.71 (Debian apache2), mod_ssl: SSLProxyMachineCertificateFile, "the all-in-one file where
# you keep the certificates and keys" of the proxy.
#
# Guess: as nginx, HAProxy and curl take it: the leaf, its intermediate, then the key.
# Seen: that order does not start: AH02326 "proxy client certificate and private key do not match",
#   naming the intermediate, because a key is paired with the certificate right before it. The key
#   directly after the leaf, or in front of it, starts. The usual `cat svid.pem key.pem` therefore
#   works with a self-signed or root-issued certificate and fails with the first intermediate.
set -euo pipefail
apache=$(PATH=$PATH:/usr/sbin command -v apache2) || { echo "apache2 is missing"; exit 2; }
modules=/usr/lib/apache2/modules
[ -e $modules/mod_ssl.so ] || { echo "mod_ssl is missing"; exit 2; }
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
new=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)
openssl req -x509 "${new[@]}" -days 2 -subj /CN=issuing -keyout issuing.key -out issuing.pem 2>/dev/null
openssl req "${new[@]}" -subj /CN=leaf -keyout leaf.key -out leaf.csr 2>/dev/null
openssl x509 -req -in leaf.csr -CA issuing.pem -CAkey issuing.key -CAcreateserial -days 2 -out leaf.pem 2>/dev/null
cat leaf.pem issuing.pem > chain.pem
try() {
  name=$1; shift
  cat "$@" > all.pem
  cat > httpd.conf <<CONF
ServerRoot $folder
ServerName localhost
PidFile $folder/pid
ErrorLog $folder/error.log
DefaultRuntimeDir $folder
Listen 127.0.0.1:31390
LoadModule mpm_event_module $modules/mod_mpm_event.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule ssl_module $modules/mod_ssl.so
LoadModule proxy_module $modules/mod_proxy.so
SSLProxyEngine on
SSLProxyMachineCertificateFile $folder/all.pem
SSLProxyMachineCertificateChainFile $folder/chain.pem
CONF
  rm -f error.log
  "$apache" -f "$folder/httpd.conf" -D FOREGROUND > output 2>&1 & pid=$!
  for _ in $(seq 50); do grep -q 'resuming normal\|AH00016' error.log output 2>/dev/null && break; sleep 0.1; done
  kill $pid 2>/dev/null || true; wait $pid 2>/dev/null || true
  code=$(cat error.log output 2>/dev/null | grep -o 'AH02326\|resuming' | head -1)
  echo "$name: ${code:-nothing}"
}
{
  try 'leaf, intermediate, key' leaf.pem issuing.pem leaf.key
  try 'leaf, key, intermediate' leaf.pem leaf.key issuing.pem
  try 'key, leaf, intermediate' leaf.key leaf.pem issuing.pem
  try 'leaf, key' leaf.pem leaf.key
} | tee seen
cat > expected <<'TXT'
leaf, intermediate, key: AH02326
leaf, key, intermediate: resuming
key, leaf, intermediate: resuming
leaf, key: resuming
TXT
diff expected seen || { echo "changed"; exit 1; }
