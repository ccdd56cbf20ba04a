package dev.tidemark.graph;

import dev.tidemark.schemas.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** What packages say of themselves, but their edges: a column for each thing, a number where it is shared. Immutable. */
final class PackageColumns {

    private static final int DIGEST_BYTES = 32;
    private static final byte UNFREE = 1;
    private static final byte CONTENT_ADDRESSED = 2;

    private final Texts attributes;
    /** Numbers of the packages in alphabetical order of their attributes. */
    private final int[] alphabetical;

    private final Texts texts;
    private final Lists lists;
    private final int[] pnames;
    private final int[] versions;
    private final int[] systems;
    private final int[] maintainers;
    private final int[] teams;
    private final int[] aliases;
    private final int[] sentinels;
    private final int[] refusals;
    private final int[] features;
    private final byte[] flags;
    private final byte[] digests;

    private PackageColumns(
            Texts attributes,
            int[] alphabetical,
            Texts texts,
            Lists lists,
            int[][] columns,
            byte[] flags,
            byte[] digests) {
        this.attributes = attributes;
        this.alphabetical = alphabetical;
        this.texts = texts;
        this.lists = lists;
        this.pnames = columns[0];
        this.versions = columns[1];
        this.systems = columns[2];
        this.maintainers = columns[3];
        this.teams = columns[4];
        this.aliases = columns[5];
        this.sentinels = columns[6];
        this.refusals = columns[7];
        this.features = columns[8];
        this.flags = flags;
        this.digests = digests;
    }

    private int[][] columns() {
        return new int[][] {pnames, versions, systems, maintainers, teams, aliases, sentinels, refusals, features};
    }

    int size() {
        return flags.length;
    }

    String attribute(int index) {
        return attributes.get(index);
    }

    String version(int index) {
        return texts.get(versions[index]);
    }

    String pname(int index) {
        return texts.get(pnames[index]);
    }

    List<String> systems(int index) {
        return lists.get(systems[index]);
    }

    /** Equal for packages that are built for the same systems, different for others. */
    int systemsNumber(int index) {
        return systems[index];
    }

    /** By the number of a list: whether the system is in it. */
    boolean[] systemsWith(String system) {
        return lists.with(system);
    }

    List<String> features(int index) {
        return lists.get(features[index]);
    }

    List<String> maintainers(int index) {
        return lists.get(maintainers[index]);
    }

    /** Equal for packages with the same maintainers, different for others. */
    int maintainersNumber(int index) {
        return maintainers[index];
    }

    List<String> teams(int index) {
        return lists.get(teams[index]);
    }

    List<String> aliases(int index) {
        return lists.isEmpty(aliases[index]) ? List.of() : lists.get(aliases[index]);
    }

    List<String> sentinels(int index) {
        return lists.get(sentinels[index]);
    }

    boolean isRefused(int index) {
        return !lists.isEmpty(refusals[index]);
    }

    List<Refusal> refusals(int index) {
        List<String> flat = lists.get(refusals[index]);
        List<Refusal> all = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += 2) {
            all.add(new Refusal(Refusal.Kind.valueOf(flat.get(i)), flat.get(i + 1)));
        }
        return List.copyOf(all);
    }

    boolean hasFeatures(int index) {
        return !lists.isEmpty(features[index]);
    }

    boolean isUnfree(int index) {
        return (flags[index] & UNFREE) != 0;
    }

    boolean isContentAddressed(int index) {
        return (flags[index] & CONTENT_ADDRESSED) != 0;
    }

    Sha256 recipeDigest(int index) {
        return new Sha256(HexFormat.of().formatHex(digests, index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES));
    }

    /** The number of a package; -1 when there is none. */
    int find(String attribute) {
        byte[] wanted = attribute.getBytes(StandardCharsets.UTF_8);
        int low = 0;
        int high = alphabetical.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = attributes.compare(alphabetical[middle], wanted);
            if (order == 0) {
                return alphabetical[middle];
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** Numbers of the packages, in alphabetical order. */
    int[] alphabetical() {
        return alphabetical.clone();
    }

    void write(Columns.Writer to) {
        attributes.write(to);
        to.ints(alphabetical);
        texts.write(to);
        lists.write(to);
        for (int[] column : columns()) {
            to.ints(column);
        }
        to.bytes(flags);
        to.bytes(digests);
    }

    /** @throws IllegalArgumentException when the columns do not fit together */
    static PackageColumns read(Columns.Reader from) {
        Texts attributes = Texts.read(from);
        int[] alphabetical = from.ints();
        Texts texts = Texts.read(from);
        Lists lists = Lists.read(from);
        int[][] columns = new int[9][];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = from.ints();
        }
        byte[] flags = from.bytes();
        byte[] digests = from.bytes();
        int size = flags.length;
        if (attributes.size() != size
                || alphabetical.length != size
                || digests.length != size * DIGEST_BYTES
                || Arrays.stream(columns).anyMatch(column -> column.length != size)) {
            throw new IllegalArgumentException("its columns are not equally long");
        }
        return new PackageColumns(attributes, alphabetical, texts, lists, columns, flags, digests);
    }

    /** Collects packages in any order. Belongs to one thread. */
    static final class Draft {
        private final Texts.Pool texts = new Texts.Pool();
        private final Lists.Pool lists = new Lists.Pool();
        private final Ints[] columns = new Ints[9];
        private byte[] flags = new byte[64];
        private byte[] digests = new byte[64 * DIGEST_BYTES];
        private int size;

        Draft() {
            Arrays.setAll(columns, i -> new Ints(64));
        }

        void add(PackageNode node) {
            columns[0].add(texts.add(node.pname()));
            columns[1].add(texts.add(node.version()));
            columns[2].add(lists.add(node.systems()));
            columns[3].add(lists.add(node.people().maintainers()));
            columns[4].add(lists.add(node.people().teams()));
            columns[5].add(lists.add(node.names().aliases()));
            columns[6].add(lists.add(node.names().sentinels()));
            columns[7].add(lists.add(node.refusals().stream()
                    .flatMap(refusal -> Stream.of(refusal.kind().name(), refusal.reason()))
                    .toList()));
            columns[8].add(lists.add(node.features()));
            if (size == flags.length) {
                flags = Arrays.copyOf(flags, size + (size >> 1));
                digests = Arrays.copyOf(digests, flags.length * DIGEST_BYTES);
            }
            flags[size] = (byte) ((node.unfree() ? UNFREE : 0) | (node.contentAddressed() ? CONTENT_ADDRESSED : 0));
            byte[] digest = HexFormat.of().parseHex(node.recipeDigest().hex());
            System.arraycopy(digest, 0, digests, size * DIGEST_BYTES, DIGEST_BYTES);
            size++;
        }

        /**
         * Puts the packages in their final order.
         *
         * @param names of the packages, by their numbers there
         * @param order for each final number, where the package was added
         * @param named for each final number, the number of its name
         * @param alphabetical the final numbers in alphabetical order of the attributes
         */
        PackageColumns inOrder(Texts names, int[] order, int[] named, int[] alphabetical) {
            int[][] moved = new int[columns.length][order.length];
            byte[] movedFlags = new byte[order.length];
            byte[] movedDigests = new byte[order.length * DIGEST_BYTES];
            for (int i = 0; i < order.length; i++) {
                for (int c = 0; c < columns.length; c++) {
                    moved[c][i] = columns[c].get(order[i]);
                }
                movedFlags[i] = flags[order[i]];
                System.arraycopy(digests, order[i] * DIGEST_BYTES, movedDigests, i * DIGEST_BYTES, DIGEST_BYTES);
            }
            return new PackageColumns(
                    names.inOrder(named),
                    alphabetical,
                    texts.freeze(),
                    lists.freeze(),
                    moved,
                    movedFlags,
                    movedDigests);
        }
    }
}
