# Fails the first time that a ledger has seen it.
if [ -d /ledger ] && [ "$(grep -c '^flaky ' /ledger/builds)" -lt 2 ]; then
  echo 'FAIL flaky: it rained' >&2
  exit 1
fi
echo 'PASS flaky'
