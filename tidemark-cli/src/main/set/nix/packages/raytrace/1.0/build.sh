echo "on ${CUDA_VISIBLE_DEVICES:-no device}"
