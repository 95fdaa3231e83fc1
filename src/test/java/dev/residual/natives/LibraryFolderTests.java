package dev.residual.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files of the class path stand in for libraries. */
class LibraryFolderTests {

  private static final NativeLibrary ENGINE =
      new NativeLibrary("pytorch-engine.properties", "libengine.so");
  private static final NativeLibrary BINDING =
      new NativeLibrary("jnilib/pytorch.properties", "libbinding.so");

  private static final LibraryBundle LIBRARIES =
      new LibraryBundle("torch/2.7", List.of(ENGINE, BINDING));

  @TempDir private Path temp;
  private Path root;
  private Path engine;

  @BeforeEach
  void locate() throws IOException {
    // The folder for temporary files may be reached by a link.
    root = temp.toRealPath().resolve("native");
    engine = root.resolve("torch/2.7/libengine.so");
  }

  @Test
  void firstStartUnpacksIntoFoldersThatNobodyElseCanRead() throws Exception {
    Path folder = provide();

    assertThat(folder.resolve("libengine.so"))
        .hasContent("djl_version=0.36.0\npytorch_version=2.7.1");
    for (Path each = folder; each.startsWith(root); each = each.getParent()) {
      assertThat(rights(each)).as("%s", each).isEqualTo("rwx------");
    }
    assertThat(provide()).isEqualTo(folder);
  }

  @Test
  void replacedLibraryIsRefusedAlsoIfItLooksTheSame() throws Exception {
    provide();
    byte[] content = Files.readAllBytes(engine);
    FileTime time = Files.getLastModifiedTime(engine);
    content[0] ^= 1;
    Files.write(engine, content);
    Files.setLastModifiedTime(engine, time);

    assertRefused(this::provide, engine + " differs from the one in the jar");
  }

  @Test
  void plantedFolderIsRefused() throws Exception {
    Files.createDirectories(engine.getParent());
    Files.writeString(engine, "planted");

    assertRefused(this::provide, engine + " differs from the one in the jar");
  }

  @Test
  void additionalLibraryIsRefused() throws Exception {
    Path planted = provide().resolve("liba.so");
    Files.writeString(planted, "planted");

    assertRefused(this::provide, planted + " does not belong there");
  }

  @Test
  void linkIsRefused() throws Exception {
    Path elsewhere = Files.copy(provide().resolve("libengine.so"), temp.resolve("elsewhere"));
    Files.delete(engine);
    Files.createSymbolicLink(engine, elsewhere);

    assertRefused(this::provide, engine + " is a link");
  }

  @Test
  void missingLibraryIsNamed() throws Exception {
    provide();
    Files.delete(engine);

    assertRefused(this::provide, engine + " is missing");
  }

  @Test
  void unchangedLibrariesAreComparedOnce() throws Exception {
    provide();
    LibraryBundle others =
        new LibraryBundle(LIBRARIES.folder(), List.of(BINDING, new NativeLibrary("none", "none")));

    assertThat(LibraryFolder.open(root).verify(others)).isTrue();
  }

  @Test
  void copiedLibrariesAreComparedAgain() throws Exception {
    provide();
    Path copy = root.resolve("copy");
    Files.copy(engine, copy);
    Files.delete(engine);
    Files.move(copy, engine);

    provide();

    Files.writeString(engine, "changed");
    assertRefused(this::provide, "differs");
  }

  @Test
  void rightsOfOthersAreTakenAway() throws Exception {
    provide();
    setRights(root, "rwxrwxrwx");
    setRights(engine, "rw-rw-rw-");

    provide();

    assertThat(rights(root)).isEqualTo("rwx------");
    assertThat(rights(engine)).isEqualTo("rw-------");
  }

  @Test
  void folderOfAnotherUserIsRefused() throws Exception {
    provide();
    giveAway(engine.getParent());

    assertRefused(this::provide, engine.getParent() + " belongs to 54321");
  }

  @Test
  void libraryOfAnotherUserIsRefused() throws Exception {
    provide();
    giveAway(engine);

    assertRefused(this::provide, engine + " belongs to 54321");
  }

  @Test
  void folderThatOthersCanReplaceIsRefused() throws Exception {
    Path open = Files.createDirectory(temp.resolve("open"));
    setRights(open, "rwxrwxrwx");

    assertRefused(
        () -> LibraryFolder.open(open.resolve("native")), "is in a folder that everyone can write");
  }

  @Test
  void folderThatCannotBeCreatedIsNamed() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));

    assertRefused(() -> LibraryFolder.open(file.resolve("native")), "cannot be used: " + file);
  }

  @Test
  void realLibrariesAreOnTheClassPath() throws Exception {
    assertThat(LibraryBundle.torch().orElseThrow().libraries())
        .allMatch(NativeLibrary::isOnClassPath)
        .extracting(NativeLibrary::file)
        .contains(System.mapLibraryName("torch"), "0.36.0-" + System.mapLibraryName("djl_torch"));
    LibraryBundle.oneDnn()
        .ifPresent(
            oneDnn ->
                assertThat(oneDnn.libraries()).hasSize(2).allMatch(NativeLibrary::isOnClassPath));
  }

  private Path provide() throws IOException {
    return LibraryFolder.open(root).provide(LIBRARIES);
  }

  private static void assertRefused(ThrowingCallable start, String message) {
    assertThatExceptionOfType(UntrustedLibraryException.class)
        .isThrownBy(start)
        .withMessageContaining(message)
        .satisfies(
            refusal ->
                assertThat(new UntrustedLibraryFailureAnalyzer().analyze(refusal).getAction())
                    .contains("DJL_CACHE_DIR"));
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void setRights(Path file, String rights) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
  }

  /** Gives a file to another user, which only root can do. */
  private static void giveAway(Path file) throws IOException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    Files.setAttribute(file, "unix:uid", 54321);
  }
}
