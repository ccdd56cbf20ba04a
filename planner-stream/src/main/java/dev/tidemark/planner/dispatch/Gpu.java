package dev.tidemark.planner.dispatch;

import dev.tidemark.schemas.identity.GpuTraits;

/**
 * A GPU of an agent's machine.
 *
 * @param name as its maker calls it
 * @param architecture what code has to be made for, such as {@code sm-90}
 * @param memoryBytes its own memory
 * @param driver release of its driver
 */
public record Gpu(String name, String architecture, long memoryBytes, String driver) implements GpuTraits {

    private static final int LONGEST = 100;

    /** @throws IllegalArgumentException when it has less than no memory, or is called what nobody calls a GPU */
    public Gpu {
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("an agent offers a GPU with %d bytes of memory".formatted(memoryBytes));
        }
        requireShort("the name of a GPU", name);
        requireShort("the architecture of a GPU", architecture);
        requireShort("the driver of a GPU", driver);
    }

    private static void requireShort(String what, String text) {
        if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "%s that an agent offers has %d characters: at most %d, and no control characters, are taken"
                            .formatted(what, text.length(), LONGEST));
        }
    }
}
