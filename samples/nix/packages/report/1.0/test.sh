echo 'PASS report'
