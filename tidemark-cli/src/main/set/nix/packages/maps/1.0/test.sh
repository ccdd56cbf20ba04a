echo 'PASS maps'
