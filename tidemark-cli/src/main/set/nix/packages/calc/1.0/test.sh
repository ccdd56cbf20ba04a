echo 'PASS calc'
