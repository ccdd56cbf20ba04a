package dev.tidemark.schemas.identity;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A job within a wave, written {@code attribute/system/variant}, or {@code attribute/system/probe@bits}. Ordered by attribute, system,
 * variant, probe.
 *
 * @param attribute the package's attribute path within the wave's set; {@link PackageId#WORKSPACE} for the wave's preparation
 * @param system what it is built for
 * @param variant with the wave's bumps, without, or with some of them
 * @param probe with which, a bit each of the wave's bumps in their order, the first the lowest, as a hexadecimal number without leading
 *     zeros; empty unless it is a PROBE
 */
public record JobId(String attribute, String system, Variant variant, String probe) implements Comparable<JobId> {

    private static final Comparator<JobId> ORDER = Comparator.comparing(JobId::attribute)
            .thenComparing(JobId::system)
            .thenComparing(JobId::variant)
            .thenComparing(JobId::probe);

    private static final Pattern BITS = Pattern.compile("[1-9a-f][0-9a-f]*");

    /** @throws IllegalArgumentException when a name is not valid, or bumps are named where they should not be */
    public JobId {
        Names.validAttribute(attribute);
        Names.valid("system", system);
        if (variant == Variant.PROBE ? !BITS.matcher(probe).matches() : !probe.isEmpty()) {
            throw new IllegalArgumentException(
                    "a job of the variant %s cannot have the bumps '%s'".formatted(variant, probe));
        }
    }

    /** One that is no probe. */
    public JobId(String attribute, String system, Variant variant) {
        this(attribute, system, variant, "");
    }

    /**
     * A job with some of its wave's bumps.
     *
     * @param bumps the numbers of these in the wave's order, the first being 0; at least one
     */
    public static JobId probe(String attribute, String system, BitSet bumps) {
        BigInteger bits = BigInteger.ZERO;
        for (int bump = bumps.nextSetBit(0); bump >= 0; bump = bumps.nextSetBit(bump + 1)) {
            bits = bits.setBit(bump);
        }
        return new JobId(attribute, system, Variant.PROBE, bits.toString(16));
    }

    /** The numbers of the bumps that a probe has; empty for any other job. */
    public BitSet bumps() {
        BitSet bumps = new BitSet();
        BigInteger bits = probe.isEmpty() ? BigInteger.ZERO : new BigInteger(probe, 16);
        for (int bump = 0; bump < bits.bitLength(); bump++) {
            bumps.set(bump, bits.testBit(bump));
        }
        return bumps;
    }

    @Override
    public int compareTo(JobId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        String written = attribute + "/" + system + "/" + variant.name().toLowerCase(Locale.ROOT);
        return probe.isEmpty() ? written : written + "@" + probe;
    }
}
