package tests;

import static checks.Suite.fails;
import static checks.Suite.isTrue;
import static checks.Suite.same;

import checks.Suite;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.List;
import rendergpu.Page;
import rendergpu.Page.Tile;

/** Needs an NVIDIA GPU: whether the device opens is part of what is tested. */
public final class RenderTest {
    private static final String DEVICE = "/dev/nvidia0";

    public static void main(String[] arguments) {
        new Suite("render-gpu")
                .test("a GPU is there", RenderTest::openDevice)
                .test("a page is cut from the top left, blank tiles are left out", () ->
                        same(
                                List.of(new Tile(0, 0, "high" + "by  "), new Tile(4, 0, "tide" + "    "),
                                        new Tile(0, 2, "noon" + "    ")),
                                Page.of("hightide\nby\nnoon", 8).tiles(4, 2)))
                .test("text is wrapped to the page", () ->
                        same(List.of("low tide", "at six"), Page.of("low tide at six", 8).lines()))
                .test("the kernel is made for its tiles", () -> {
                    String kernel = Page.kernel(16, 4);
                    isTrue("size", kernel.contains("threadIdx.x % 16") && kernel.contains("blockIdx.x * 16 * 4"));
                    isTrue("nothing left to replace", !kernel.contains("TILE_"));
                })
                .test("a page needs columns", () -> fails("not 0", () -> Page.of("x", 0)))
                .end();
    }

    private static void openDevice() {
        try (FileInputStream device = new FileInputStream(DEVICE)) {
            System.out.println("  " + DEVICE + " opens");
        } catch (IOException e) {
            throw new AssertionError("the tests of render-gpu need an NVIDIA GPU, but " + e.getMessage());
        }
    }
}
