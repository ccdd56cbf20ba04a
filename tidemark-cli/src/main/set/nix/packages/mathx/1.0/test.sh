echo 'PASS mathx'
