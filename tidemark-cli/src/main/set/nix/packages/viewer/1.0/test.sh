echo 'PASS viewer'
