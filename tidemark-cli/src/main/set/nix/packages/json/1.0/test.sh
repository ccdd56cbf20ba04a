[ "$(json__field a b)" = 'a: b' ] || { echo "FAIL json: expected 'a: b' and got '$(json__field a b)'" >&2; exit 1; }
echo 'PASS json'
