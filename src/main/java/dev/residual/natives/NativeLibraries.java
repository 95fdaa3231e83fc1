package dev.residual.natives;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The native libraries of this process. They are unpacked into a folder that {@code DJL_CACHE_DIR}
 * names, by default {@code ~/.cache/residual/native}.
 *
 * <p>Without this setting DJL would take a folder in that of temporary files if it cannot write the
 * home folder, and another user of the machine can put a library there before the service does.
 */
public final class NativeLibraries {

  private static final String FOLDER = "DJL_CACHE_DIR";

  /** Names the folder in which JNA unpacks its own library, which it deletes after loading it. */
  private static final String JNA_FOLDER = "jna.tmpdir";

  /** Names a folder from which DJL loads libtorch as it is there. */
  private static final String OTHER_LIBTORCH = "PYTORCH_LIBRARY_PATH";

  private static @Nullable LibraryFolder folder;

  private NativeLibraries() {}

  /**
   * Chooses the folder, and unpacks or verifies libtorch in it. This must be called before DJL or
   * JNA is used.
   *
   * @throws UntrustedLibraryException if a library may have been changed by somebody else
   */
  public static void prepare() {
    folder();
  }

  /**
   * Unpacks the libraries of oneDNN if they are not unpacked yet.
   *
   * @return their folder
   * @throws IOException if that is not possible
   */
  public static Path oneDnn() throws IOException {
    LibraryBundle libraries =
        LibraryBundle.oneDnn()
            .orElseThrow(() -> new IOException("its library is not on the class path"));
    return folder().provide(libraries);
  }

  private static synchronized LibraryFolder folder() {
    if (folder == null) {
      LibraryFolder opened = LibraryFolder.open(chooseFolder());
      prepare(opened);
      folder = opened;
    }
    return folder;
  }

  private static Path chooseFolder() {
    if (Utils.getEnvOrSystemProperty(FOLDER, "").isEmpty()) {
      Path home = Path.of(System.getProperty("user.home"));
      System.setProperty(FOLDER, home.resolve(Path.of(".cache", "residual", "native")).toString());
    }
    return Utils.getEngineCacheDir().toAbsolutePath();
  }

  private static void prepare(LibraryFolder opened) {
    Path path = opened.path();
    if (System.getProperty(JNA_FOLDER) == null && Files.isWritable(path)) {
      System.setProperty(JNA_FOLDER, path.resolve("jna").toString());
    }
    try {
      Path torch = path.resolve(LibraryBundle.TORCH);
      if (Files.exists(torch, LinkOption.NOFOLLOW_LINKS)) {
        opened.checkOwners(torch);
      }
      Optional<LibraryBundle> libtorch = LibraryBundle.torch();
      if (libtorch.isPresent() && Utils.getEnvOrSystemProperty(OTHER_LIBTORCH) == null) {
        opened.provide(libtorch.get());
      }
      Optional<LibraryBundle> oneDnn = LibraryBundle.oneDnn();
      if (oneDnn.isPresent()) {
        opened.verify(oneDnn.get());
      }
    } catch (IOException e) {
      throw UntrustedLibraryException.unusable(path, e);
    }
  }
}
