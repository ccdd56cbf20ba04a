echo 'PASS table'
