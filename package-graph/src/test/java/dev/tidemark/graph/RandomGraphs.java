package dev.tidemark.graph;

import dev.tidemark.schemas.identity.Sha256;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Packages at random, with cycles, for properties that hold of every graph. */
public final class RandomGraphs {

    private RandomGraphs() {}

    /** Up to 40 packages, {@code p0} onwards, each of which needs up to four others. */
    public static List<PackageNode> nodes(Random random) {
        int size = 2 + random.nextInt(39);
        int degree = 1 + random.nextInt(4);
        List<PackageNode> nodes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            TreeMap<String, Dependency> needs = new TreeMap<>();
            for (int d = random.nextInt(degree + 1); d > 0; d--) {
                int target = random.nextInt(size);
                if (target != i) {
                    needs.put("p" + target, new Dependency("p" + target, kinds(random)));
                }
            }
            nodes.add(PackageNode.named("p" + i, "1." + random.nextInt(3))
                    .pname("project" + i / 2)
                    .systems(
                            random.nextInt(4) == 0 ? List.of("aarch64-linux", "x86_64-linux") : List.of("x86_64-linux"))
                    .dependencies(List.copyOf(needs.values()))
                    .people(new PackageNode.People(List.of("m" + i % 3), i % 5 == 0 ? List.of("team") : List.of()))
                    .names(new PackageNode.Names(i % 7 == 0 ? List.of("alias" + i) : List.of(), List.of()))
                    .refusals(i % 11 == 3 ? List.of(new Refusal(Refusal.Kind.BROKEN, "it is broken")) : List.of())
                    .unfree(random.nextInt(10) == 0)
                    .contentAddressed(random.nextBoolean())
                    .features(i % 6 == 0 ? List.of("gpu", "kvm") : List.of())
                    .recipeDigest(Sha256.builder().add("p" + i).build())
                    .build());
        }
        return nodes;
    }

    private static Set<EdgeKind> kinds(Random random) {
        Set<EdgeKind> kinds = EnumSet.noneOf(EdgeKind.class);
        for (EdgeKind kind : EdgeKind.values()) {
            if (random.nextInt(2) == 0) {
                kinds.add(kind);
            }
        }
        return kinds.isEmpty() ? EnumSet.of(EdgeKind.BUILD) : kinds;
    }
}
