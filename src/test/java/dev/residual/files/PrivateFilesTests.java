package dev.residual.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PrivateFilesTests {

  @TempDir private Path temp;

  @Test
  void newFoldersAreClosed(CapturedOutput output) throws Exception {
    PrivateFiles.createFolderOrWarn(temp.resolve("data/artifacts"), "artifacts");

    assertThat(rights("data")).isEqualTo("rwx------");
    assertThat(rights("data/artifacts")).isEqualTo("rwx------");
    assertThat(output).doesNotContain("Other users");
  }

  @Test
  void openFolderStaysOpenWithAWarning(CapturedOutput output) throws Exception {
    Path data = Files.createDirectory(temp.resolve("data"));
    Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));

    PrivateFiles.createFolderOrWarn(data, "its keys");

    assertThat(rights("data")).isEqualTo("rwxr-x---");
    assertThat(output)
        .contains("Other users of this machine may use the folder " + data + " (rwxr-x---)")
        .contains("its keys. Close it with: chmod 700 " + data);
  }

  @Test
  void linkToAFolderIsAFolder() throws Exception {
    Path link =
        Files.createSymbolicLink(temp.resolve("data"), Files.createDirectory(temp.resolve("disk")));

    assertThat(PrivateFiles.createFolder(link)).isEqualTo(link);
  }

  @Test
  void newFileIsClosedAndTheFirstContentStays() throws Exception {
    Path file = temp.resolve("key");

    assertThat(PrivateFiles.create(file, "first")).isTrue();
    assertThat(PrivateFiles.create(file, "second")).isFalse();

    assertThat(PrivateFiles.read(file)).isEqualTo("first");
    assertThat(rights("key")).isEqualTo("rw-------");
    assertThat(temp).isDirectoryContaining(file::equals).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void openFilesAreClosed() throws Exception {
    Path file = Files.writeString(temp.resolve("key"), "secret");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--rw-r--"));

    PrivateFiles.createFile(file);

    assertThat(rights("key")).isEqualTo("r--------");
    assertThat(file).hasContent("secret");
  }

  private String rights(String file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(file)));
  }
}
