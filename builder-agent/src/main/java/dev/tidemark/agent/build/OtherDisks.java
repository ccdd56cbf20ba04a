package dev.tidemark.agent.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Watches disks that a build may write to besides the work folder's; what it writes there is not counted. */
final class OtherDisks implements AutoCloseable {

    private final List<Path> places = new ArrayList<>();
    private final List<DiskWatch> watches = new ArrayList<>();

    private OtherDisks() {}

    /** @param places files or folders; what is not there is passed over */
    static OtherDisks of(List<Path> places) throws IOException, InterruptedException {
        OtherDisks disks = new OtherDisks();
        try {
            for (Path place : places) {
                if (Files.exists(place)) {
                    disks.places.add(place);
                    disks.watches.add(DiskWatch.over(place, Long.MAX_VALUE, end -> {}));
                }
            }
            return disks;
        } catch (IOException | RuntimeException e) {
            disks.close();
            throw e;
        }
    }

    /** Somebody says that there is no room. */
    void lookNow() {
        watches.forEach(DiskWatch::lookNow);
    }

    /** @param foundNoRoom whether the build has said that there is no room: then a disk may lack room for one more file, too */
    boolean sawOneFull(boolean foundNoRoom) throws IOException {
        for (DiskWatch watch : watches) {
            if (watch.sawItFull()) {
                return true;
            }
        }
        return foundNoRoom && places.stream().anyMatch(place -> Files.isDirectory(place) && Disk.takesNothing(place));
    }

    @Override
    public void close() throws InterruptedException {
        for (DiskWatch watch : watches) {
            watch.close();
        }
    }
}
