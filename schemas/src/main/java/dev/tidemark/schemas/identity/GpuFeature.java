package dev.tidemark.schemas.identity;

/** Features by which a package asks for a GPU, and an agent says that it has one. */
public final class GpuFeature {

    /** Any GPU. */
    public static final String ANY = "gpu";

    /** What those begin with that say for which of NVIDIA's GPUs code was made; behind it the compute capability, such as {@code 90}. */
    public static final String MADE_FOR = "cuda-sm-";

    private static final String CUDA = "cuda";
    private static final String ROCM = "rocm";

    private GpuFeature() {}

    /** What says that code was made for GPUs of an architecture such as {@code sm-90}. */
    public static String madeFor(String architecture) {
        return CUDA + "-" + architecture;
    }

    /** For which GPUs code was made, such as {@code sm-90}, of a feature that {@linkplain #isMadeFor says so}. */
    public static String architecture(String madeFor) {
        return madeFor.substring(CUDA.length() + 1);
    }

    /** Whether builds that ask for it count as a GPU's, whoever makes it. */
    public static boolean isAny(String feature) {
        return feature.equals(ANY) || feature.startsWith(CUDA) || feature.startsWith(ROCM);
    }

    /** Whether a build that asks for it is given a GPU of its own: agents find and hand out NVIDIA's. */
    public static boolean isHandedOut(String feature) {
        return feature.equals(ANY) || feature.equals(CUDA) || feature.startsWith(CUDA + "-");
    }

    /** Whether it says for which GPUs code was made. */
    public static boolean isMadeFor(String feature) {
        return feature.startsWith(MADE_FOR);
    }
}
