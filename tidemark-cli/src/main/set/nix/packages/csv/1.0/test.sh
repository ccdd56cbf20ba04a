echo 'PASS csv'
