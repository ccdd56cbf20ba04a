[ "$(strkit__join a b)" = 'a b' ] || { echo 'FAIL strkit: join' >&2; exit 1; }
echo 'PASS strkit'
