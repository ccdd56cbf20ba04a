package dev.tidemark.benchmarks.plan;

import dev.tidemark.graph.Dependency;
import dev.tidemark.graph.GraphBuilder;
import dev.tidemark.graph.InvalidGraphException;
import dev.tidemark.graph.PackageGraph;
import dev.tidemark.graph.PackageNode;
import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A set of any size whose degrees are distributed as those of a real one, without cycles. Of N packages the one at place i is
 * modelled on the real one at the same place of its order, dependencies first: it needs as many others, and is drawn by those
 * behind it with a chance in proportion to how many need its model. The same seed gives the same set. Immutable.
 */
final class SyntheticSet {

    private static final List<String> PREFIXES =
            List.of("", "", "python3Packages.", "haskellPackages.", "perlPackages.");
    private static final String CONSONANTS = "bcdfghjklmnprstvwxyz";
    private static final String VOWELS = "aeiou";
    private static final int SYLLABLES = 5;
    /** A package that has almost all before it needs no more. */
    private static final int DRAWS_AN_EDGE = 20;

    private final PackageGraph real;
    private final int packages;
    private final double scale;
    private final long seed;
    /** By place: the chances of all before it together. */
    private final long[] chances;

    private SyntheticSet(PackageGraph real, int packages, double scale, long seed) {
        this.real = real;
        this.packages = packages;
        this.scale = scale;
        this.seed = seed;
        this.chances = new long[packages + 1];
        int[] needed = new int[real.size()];
        Arrays.setAll(needed, index -> real.dependentsOf(index).length);
        for (int place = 0; place < packages; place++) {
            chances[place + 1] = chances[place] + needed[model(place)];
        }
    }

    /** As many edges a package as the real set has. */
    static SyntheticSet of(PackageGraph real, int packages, long seed) {
        return new SyntheticSet(real, packages, 1, seed);
    }

    /** @param edges about how many edges it has; the degrees of the real set are multiplied to have them */
    static SyntheticSet of(PackageGraph real, int packages, int edges, long seed) {
        double asTheRealOne = (double) real.edges() / real.size() * packages;
        return new SyntheticSet(real, packages, edges / asTheRealOne, seed);
    }

    int size() {
        return packages;
    }

    private int model(int place) {
        return (int) ((long) place * real.size() / packages);
    }

    /** Made anew with each call: nothing of it is kept but what the graph keeps. */
    PackageGraph graph() {
        GraphBuilder builder = new GraphBuilder("synthetic", 0).revision("seed-" + seed);
        try {
            for (int place = 0; place < packages; place++) {
                builder.add(node(place));
            }
            return builder.build();
        } catch (InvalidGraphException e) {
            throw new AssertionError("every package needs only those before it", e);
        }
    }

    /** @param place from 0; it needs packages of smaller places */
    PackageNode node(int place) {
        SplittableRandom random = new SplittableRandom(seed ^ place * 0x9E37_79B9_7F4A_7C15L);
        List<Dependency> needs = new ArrayList<>();
        for (int other : needs(place, random)) {
            needs.add(Dependency.build(attribute(other)));
        }
        String attribute = attribute(place);
        int model = model(place);
        return PackageNode.named(attribute, real.version(model))
                .pname(attribute.substring(attribute.indexOf('.') + 1))
                .systems(real.systems(model))
                .dependencies(needs)
                .people(new PackageNode.People(real.maintainers(model), List.of()))
                .recipeDigest(Sha256.builder().add(seed).add(place).build())
                .build();
    }

    private SortedSet<Integer> needs(int place, SplittableRandom random) {
        double wanted = real.dependenciesOf(model(place)).length * scale;
        int degree = (int) (wanted + random.nextDouble());
        SortedSet<Integer> needs = new TreeSet<>();
        if (chances[place] > 0) {
            for (int draw = 0; needs.size() < degree && draw < DRAWS_AN_EDGE * degree; draw++) {
                needs.add(drawn(random.nextLong(chances[place]), place));
            }
        }
        return needs;
    }

    /** The place whose share of the chances has this number. */
    private int drawn(long number, int before) {
        int low = 0;
        int high = before;
        while (low + 1 < high) {
            int middle = (low + high) >>> 1;
            if (chances[middle] <= number) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Of another place another one; in alphabetical order nothing is left of the places. */
    private static String attribute(int place) {
        int mixed = place * 0x9E37_79B1; // Odd, so that no two are alike.
        mixed = (mixed ^ (mixed >>> 15)) * 0x85EB_CA6B;
        long rest = Integer.toUnsignedLong(mixed ^ (mixed >>> 13));
        StringBuilder name = new StringBuilder(PREFIXES.get((int) (rest % PREFIXES.size())));
        for (int syllable = 0; syllable < SYLLABLES; syllable++) {
            name.append(CONSONANTS.charAt((int) (rest % CONSONANTS.length())));
            rest /= CONSONANTS.length();
            name.append(VOWELS.charAt((int) (rest % VOWELS.length())));
            rest /= VOWELS.length();
        }
        return name.toString();
    }
}
