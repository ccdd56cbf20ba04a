package dev.tidemark.schemas.identity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a build asks of the GPUs that it has to itself. Among the features of a package it is one {@linkplain #word() word}, which
 * nobody can write as a feature, and which no agent has: who looks for an agent asks for the {@linkplain #plain other features}, and
 * for GPUs that satisfy this.
 *
 * @param count how many, from 1 to {@value #MOST}
 * @param anyArchitectureOf each of them is of one of these, such as {@code sm-90}, in alphabetical order; empty: of any
 * @param memoryBytes so much memory of its own each of them has at least; 0: any
 * @param minimumDriver the oldest release of the driver that will do, such as {@code 550.54}; empty: any
 */
public record GpuNeed(int count, List<String> anyArchitectureOf, long memoryBytes, String minimumDriver) {

    /** No machine has more. */
    public static final int MOST = 64;

    /** Releases of a driver, the oldest first; what is none comes before all. */
    public static final Comparator<String> BY_DRIVER = GpuNeed::compareDrivers;

    private static final String PREFIX = "gpus:";
    private static final Pattern ARCHITECTURE = Pattern.compile("sm-[1-9][0-9]{1,3}");
    private static final Pattern DRIVER = Pattern.compile("[0-9]{1,6}(?:\\.[0-9]{1,6}){0,3}");
    private static final Pattern WORD = Pattern.compile(PREFIX + "(\\d+):([^:]*):(\\d+):(.*)");
    private static final double GIB = 1L << 30;

    /** @throws IllegalArgumentException when nobody can have that; the message says what can be asked for */
    public GpuNeed {
        if (count < 1 || count > MOST) {
            throw new IllegalArgumentException("%d GPUs cannot be asked for: use 1 to %d".formatted(count, MOST));
        }
        if (memoryBytes < 0) {
            throw new IllegalArgumentException(
                    "a GPU's memory of %d bytes cannot be asked for: use 0 or more".formatted(memoryBytes));
        }
        for (String architecture : anyArchitectureOf) {
            if (!ARCHITECTURE.matcher(architecture).matches()) {
                throw new IllegalArgumentException(
                        "\"%s\" is no architecture of a GPU: use sm- and the compute capability without its point, such as sm-90"
                                .formatted(architecture));
            }
        }
        anyArchitectureOf = anyArchitectureOf.stream().sorted().distinct().toList();
        if (!minimumDriver.isEmpty() && !DRIVER.matcher(minimumDriver).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no release of a driver: use numbers with points between, such as 550.54"
                            .formatted(minimumDriver));
        }
    }

    /** What a package's features ask for; empty when they ask for no GPU of its own. */
    public static Optional<GpuNeed> of(List<String> features) {
        Optional<GpuNeed> said = said(features);
        if (said.isEmpty() && features.stream().noneMatch(GpuFeature::isHandedOut)) {
            return Optional.empty();
        }
        GpuNeed need = said.orElse(new GpuNeed(1, List.of(), 0, ""));
        if (!need.anyArchitectureOf.isEmpty()) {
            return Optional.of(need);
        }
        List<String> madeFor = features.stream()
                .filter(GpuFeature::isMadeFor)
                .map(GpuFeature::architecture)
                .filter(architecture -> ARCHITECTURE.matcher(architecture).matches())
                .toList();
        return Optional.of(new GpuNeed(need.count, madeFor, need.memoryBytes, need.minimumDriver));
    }

    /** What is said besides features that have names; empty when nothing is. */
    public static Optional<GpuNeed> said(List<String> features) {
        return features.stream().filter(GpuNeed::isWord).findFirst().map(GpuNeed::read);
    }

    /** Features as an agent has them: without what is said besides. */
    public static List<String> plain(List<String> features) {
        return features.stream().noneMatch(GpuNeed::isWord)
                ? features
                : features.stream().filter(Predicate.not(GpuNeed::isWord)).toList();
    }

    /** Features and this, in alphabetical order. Whoever knows features alone sees that a GPU is asked for. */
    public List<String> among(List<String> features) {
        Stream<String> implied =
                features.stream().anyMatch(GpuFeature::isHandedOut) ? Stream.empty() : Stream.of(GpuFeature.ANY);
        return Stream.of(plain(features).stream(), implied, Stream.of(word()))
                .flatMap(some -> some)
                .sorted()
                .toList();
    }

    private static boolean isWord(String feature) {
        return feature.startsWith(PREFIX);
    }

    private String word() {
        return "%s%d:%s:%d:%s"
                .formatted(PREFIX, count, String.join(",", anyArchitectureOf), memoryBytes, minimumDriver);
    }

    private static GpuNeed read(String word) {
        Matcher matcher = WORD.matcher(word);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"%s\" asks for no GPUs".formatted(word));
        }
        List<String> architectures = matcher.group(2).isEmpty()
                ? List.of()
                : List.of(matcher.group(2).split(",", -1));
        return new GpuNeed(
                Integer.parseInt(matcher.group(1)), architectures, Long.parseLong(matcher.group(3)), matcher.group(4));
    }

    /** Whether a GPU is such a one. */
    public boolean isMetBy(GpuTraits gpu) {
        return hasArchitecture(gpu) && hasMemory(gpu) && hasDriver(gpu);
    }

    /** Whether some GPUs of one machine are enough of such. */
    public boolean isMetBy(Collection<? extends GpuTraits> machine) {
        return enough(machine, this::isMetBy);
    }

    /** Whether an agent has such a one of which nothing is known but the agent's features. */
    public boolean isSaidBy(Collection<String> features) {
        return count == 1
                && memoryBytes == 0
                && minimumDriver.isEmpty()
                && (anyArchitectureOf.isEmpty()
                        || anyArchitectureOf.stream().map(GpuFeature::madeFor).anyMatch(features::contains));
    }

    private boolean hasArchitecture(GpuTraits gpu) {
        return anyArchitectureOf.isEmpty() || anyArchitectureOf.contains(gpu.architecture());
    }

    private boolean hasMemory(GpuTraits gpu) {
        return gpu.memoryBytes() >= memoryBytes;
    }

    private boolean hasDriver(GpuTraits gpu) {
        return minimumDriver.isEmpty() || compareDrivers(gpu.driver(), minimumDriver) >= 0;
    }

    private <G extends GpuTraits> boolean enough(Collection<G> machine, Predicate<? super G> such) {
        return machine.stream().filter(such).count() >= count;
    }

    /** By their numbers, one after the other; what is missing counts as 0, and what is no release is older than all. */
    static int compareDrivers(String one, String other) {
        boolean is = DRIVER.matcher(one).matches();
        boolean isOther = DRIVER.matcher(other).matches();
        if (!is || !isOther) {
            return Boolean.compare(is, isOther);
        }
        int[] numbers = numbers(one);
        int[] others = numbers(other);
        int length = Math.max(numbers.length, others.length);
        return Arrays.compare(Arrays.copyOf(numbers, length), Arrays.copyOf(others, length));
    }

    private static int[] numbers(String release) {
        return Arrays.stream(release.split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    /**
     * What no machine of some has, as a part of a sentence behind "no … has": the first of how many, architecture, memory and driver that
     * leaves none, with the nearest that there is. Empty when one has all.
     *
     * @param machines the GPUs of each
     */
    public Optional<String> lack(Collection<? extends Collection<? extends GpuTraits>> machines) {
        List<Collection<? extends GpuTraits>> left = new ArrayList<>(machines);
        left.removeIf(machine -> machine.size() < count);
        if (left.isEmpty()) {
            int most = machines.stream().mapToInt(Collection::size).max().orElse(0);
            return Optional.of("%s: the most that one has is %d".formatted(gpus(), most));
        }
        Stream<GpuTraits> all = traits(left);
        left.removeIf(machine -> !enough(machine, this::hasArchitecture));
        if (left.isEmpty()) {
            String there = all.map(GpuTraits::architecture).distinct().sorted().collect(Collectors.joining(", "));
            return Optional.of("%s: there are %s".formatted(ofArchitecture(), there));
        }
        all = traits(left).filter(this::hasArchitecture);
        left.removeIf(machine -> !enough(machine, gpu -> hasArchitecture(gpu) && hasMemory(gpu)));
        if (left.isEmpty()) {
            String there = all.map(GpuTraits::memoryBytes)
                    .distinct()
                    .sorted()
                    .map(GpuNeed::gib)
                    .collect(Collectors.joining(", "));
            return Optional.of("%s: they have %s".formatted(withMemory(), there));
        }
        all = traits(left).filter(gpu -> hasArchitecture(gpu) && hasMemory(gpu));
        left.removeIf(machine -> !isMetBy(machine));
        if (left.isEmpty()) {
            String newest =
                    all.map(GpuTraits::driver).max(GpuNeed::compareDrivers).orElse("unknown");
            return Optional.of("%s: the newest is %s".formatted(this, newest));
        }
        return Optional.empty();
    }

    private static Stream<GpuTraits> traits(Collection<? extends Collection<? extends GpuTraits>> machines) {
        return List.copyOf(machines).stream().flatMap(Collection::stream);
    }

    private String gpus() {
        return count == 1 ? "a GPU" : count + " GPUs";
    }

    private String ofArchitecture() {
        return anyArchitectureOf.isEmpty()
                ? gpus()
                : "%s of %s".formatted(gpus(), String.join(" or ", anyArchitectureOf));
    }

    private String withMemory() {
        return memoryBytes == 0 ? ofArchitecture() : "%s with %s".formatted(ofArchitecture(), gib(memoryBytes));
    }

    /** For people, as a part of a sentence. */
    @Override
    public String toString() {
        return minimumDriver.isEmpty()
                ? withMemory()
                : "%s and a driver of at least %s".formatted(withMemory(), minimumDriver);
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }

    /** Orders GPUs by what they are good for, the least first. */
    public static Comparator<GpuTraits> leastFirst() {
        return Comparator.<GpuTraits>comparingInt(gpu -> capability(gpu.architecture()))
                .thenComparingLong(GpuTraits::memoryBytes);
    }

    /** What is no architecture is good for least. */
    private static int capability(String architecture) {
        return ARCHITECTURE.matcher(architecture).matches()
                ? Integer.parseInt(architecture.substring("sm-".length()))
                : 0;
    }
}
