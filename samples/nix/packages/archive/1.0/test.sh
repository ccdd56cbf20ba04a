echo 'PASS archive'
