package dev.residual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts services whose folder for native libraries somebody else has filled or closed. */
@Order(6)
class NativeLibrariesIT {

  private static final String VERSION = "pytorch/2.7.1-20250812-cpu-linux-x86_64";

  @TempDir private Path folder;

  @Test
  void plantedLibraryKeepsTheServiceFromStarting() throws Exception {
    Path library = folder.resolve("native").resolve(VERSION).resolve("libtorch.so");
    Files.createDirectories(library.getParent());
    Files.writeString(library, "planted");

    assertThatIllegalStateException()
        .isThrownBy(() -> start("DJL_CACHE_DIR=" + folder.resolve("native")))
        .withMessageContaining("APPLICATION FAILED TO START")
        .withMessageContaining("A native library is not the one of this service: " + library)
        .withMessageContaining("Then delete the folder " + library.getParent());
    assertThat(folder.resolve("data")).as("data of a service that did not start").doesNotExist();
  }

  @Test
  void folderThatCannotBeWrittenKeepsTheServiceFromStarting() throws Exception {
    Path file = Files.createFile(folder.resolve("home"));

    assertThatIllegalStateException()
        .isThrownBy(() -> start("JAVA_TOOL_OPTIONS=-Duser.home=" + file))
        .withMessageContaining("The folder for native libraries cannot be used: " + file)
        .withMessageContaining("DJL_CACHE_DIR names another folder");
  }

  private void start(String variable) throws Exception {
    ServiceProcess.start(folder, List.of("env", variable)).close();
  }
}
