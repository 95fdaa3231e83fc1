package dev.residual.dataset.archive;

import static dev.residual.dataset.archive.TestArchives.files;
import static dev.residual.dataset.archive.TestArchives.list;
import static dev.residual.dataset.archive.TestArchives.read;
import static dev.residual.dataset.archive.TestArchives.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that were made to do harm, or that came to harm. */
class HostileArchiveTests {

  private static final ArchiveLimits SMALL =
      new ArchiveLimits(1_000, 1_000, 20_000_000, 20_000_000, 20, 1_000_000);

  @TempDir Path temp;

  @Test
  void pathsThatLeadUpwardsAreIgnored() throws IOException {
    Map<String, byte[]> files = files("../../evil.png", "cat/../../evil.png", "..\\evil.png");
    files.put("/etc/passwd", text("absolute"));
    files.put("./cat//1.png", text("plain"));
    files.put("dog\\2.png", text("windows"));
    for (Path archive : List.of(TestArchives.zip(temp, files), TestArchives.tarGz(temp, files))) {
      TestArchives.Seen seen = read(archive);
      assertThat(seen.files())
          .containsOnly(
              Map.entry("etc/passwd", "absolute"),
              Map.entry("cat/1.png", "plain"),
              Map.entry("dog/2.png", "windows"));
      assertThat(seen.ignored()).hasSize(3).containsValue(Ignored.BAD_NAME);
    }
  }

  @Test
  void longNamesAndControlCharactersAreIgnored() throws IOException {
    Map<String, byte[]> files =
        files("cat/a\nb.png", "cat/" + "x".repeat(201), "a/".repeat(600) + "b", "cat/ok.png");
    for (Path archive : List.of(TestArchives.zip(temp, files), TestArchives.tarGz(temp, files))) {
      TestArchives.Seen seen = read(archive);
      assertThat(seen.files()).containsOnlyKeys("cat/ok.png");
      assertThat(seen.ignored()).hasSize(3).containsEntry("cat/a?b.png", Ignored.BAD_NAME);
    }
  }

  @Test
  void namesAreComposed() throws IOException {
    Map<String, byte[]> files = files("cafe\u0301/1.png");
    assertThat(list(TestArchives.zip(temp, files))).containsExactly("caf\u00e9/1.png");
    assertThat(list(TestArchives.tar(temp, files))).containsExactly("caf\u00e9/1.png");
  }

  @Test
  void namesOfDosAreRead() throws IOException {
    Path file = temp.resolve("dos.zip");
    try (ZipOutputStream zip =
        new ZipOutputStream(Files.newOutputStream(file), Charset.forName("IBM437"))) {
      zip.putNextEntry(new java.util.zip.ZipEntry("K\u00e4fer/1.png"));
      zip.write(1);
    }
    assertThat(list(file)).containsExactly("K\u00e4fer/1.png");
  }

  @Test
  void utf8NamesThatAreNotMarkedAsSuchAreRead() throws IOException {
    Path file = temp.resolve("mac.zip");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file)) {
      zip.setEncoding("UTF-8");
      zip.setUseLanguageEncodingFlag(false);
      zip.setCreateUnicodeExtraFields(ZipArchiveOutputStream.UnicodeExtraFieldPolicy.NEVER);
      put(zip, new ZipArchiveEntry("Katze\u4e2d/1.png"), text("x"));
    }
    assertThat(list(file)).containsExactly("Katze\u4e2d/1.png");
  }

  @Test
  void oldTarNamesAreRead() throws IOException {
    Path file = temp.resolve("latin.tar");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(Files.newOutputStream(file), "ISO-8859-1")) {
      TarArchiveEntry entry = new TarArchiveEntry("K\u00e4fer/1.png");
      entry.setSize(1);
      TestArchives.put(tar, entry, text("x"));
    }
    assertThat(list(file)).containsExactly("K\u00e4fer/1.png");
  }

  @Test
  void firstOfSeveralFilesWithOneNameIsRead() throws IOException {
    Path zipFile = temp.resolve("twice.zip");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(zipFile)) {
      put(zip, new ZipArchiveEntry("cat/1.png"), text("first"));
      put(zip, new ZipArchiveEntry("./cat/1.png"), text("second"));
      put(zip, new ZipArchiveEntry("cat/1.png"), text("third"));
    }
    assertThat(read(zipFile).files()).containsOnly(Map.entry("cat/1.png", "first"));
    assertThat(read(zipFile).ignored())
        .containsOnly(Map.entry("cat/1.png", Ignored.DUPLICATE_NAME));
  }

  @Test
  void linksAndDevicesAreIgnored() throws IOException {
    Path zipFile = temp.resolve("links.zip");
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(zipFile)) {
      ZipArchiveEntry link = new ZipArchiveEntry("cat/link.png");
      link.setUnixMode(UnixStat.LINK_FLAG | 0777);
      put(zip, link, text("/etc/passwd"));
      ZipArchiveEntry device = new ZipArchiveEntry("cat/null.png");
      device.setUnixMode(0020666);
      put(zip, device, text(""));
      put(zip, new ZipArchiveEntry("cat/1.png"), text("x"));
    }
    assertThat(read(zipFile).files()).containsOnlyKeys("cat/1.png");
    assertThat(read(zipFile).ignored())
        .containsOnly(
            Map.entry("cat/link.png", Ignored.LINK), Map.entry("cat/null.png", Ignored.DEVICE));

    Path tarFile = temp.resolve("links.tar");
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(tarFile))) {
      TarArchiveEntry link = new TarArchiveEntry("cat/link.png", TarConstants.LF_SYMLINK);
      link.setLinkName("/etc/passwd");
      TestArchives.put(tar, link, new byte[0]);
      TarArchiveEntry hard = new TarArchiveEntry("cat/hard.png", TarConstants.LF_LINK);
      hard.setLinkName("cat/1.png");
      TestArchives.put(tar, hard, new byte[0]);
      TestArchives.put(tar, new TarArchiveEntry("fifo", TarConstants.LF_FIFO), new byte[0]);
      TarArchiveEntry file = new TarArchiveEntry("cat/1.png");
      file.setSize(1);
      TestArchives.put(tar, file, text("x"));
    }
    assertThat(read(tarFile).files()).containsOnlyKeys("cat/1.png");
    assertThat(read(tarFile).ignored())
        .containsOnly(
            Map.entry("cat/link.png", Ignored.LINK),
            Map.entry("cat/hard.png", Ignored.LINK),
            Map.entry("fifo", Ignored.DEVICE));
  }

  @Test
  void linksInAFolderAreNotFollowed() throws IOException {
    Path secret = Files.writeString(temp.resolve("secret.png"), "secret");
    Path folder = TestArchives.folder(temp, files("cat/1.png"));
    Files.createSymbolicLink(folder.resolve("cat/out.png"), secret);
    Files.createSymbolicLink(folder.resolve("circle"), folder);
    Files.createSymbolicLink(folder.resolve("up"), temp);
    TestArchives.Seen seen = read(folder);
    assertThat(seen.files()).containsOnlyKeys("cat/1.png");
    assertThat(seen.ignored())
        .containsOnlyKeys("cat/out.png", "circle", "up")
        .containsValue(Ignored.LINK);
  }

  @Test
  void encryptedAndUnsupportedEntriesAreIgnored() throws IOException {
    Path file = TestArchives.zip(temp, files("cat/1.png", "cat/2.png", "cat/3.png"));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int first = directory(zip);
    zip.putShort(first + 8, (short) (zip.getShort(first + 8) | 1));
    int second = first + 46 + "cat/1.png".length();
    zip.putShort(second + 10, (short) 14); // LZMA
    TestArchives.Seen seen = read(Files.write(file, bytes));
    assertThat(seen.files()).containsOnlyKeys("cat/3.png");
    assertThat(seen.ignored())
        .containsOnly(
            Map.entry("cat/1.png", Ignored.ENCRYPTED), Map.entry("cat/2.png", Ignored.UNSUPPORTED));
  }

  @Test
  void overlappingEntriesAreRefused() throws IOException {
    byte[] noise = new byte[10_000];
    new java.util.Random(1).nextBytes(noise);
    Path file = TestArchives.zip(temp, Map.of("cat/1.png", noise));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int directory = directory(zip);
    int end = bytes.length - 22;
    ByteArrayOutputStream overlapping = new ByteArrayOutputStream();
    overlapping.write(bytes, 0, directory);
    for (int i = 0; i < 50; i++) {
      bytes[directory + 46] = (byte) ('A' + i);
      overlapping.write(bytes, directory, end - directory);
    }
    zip.putInt(end + 12, 50 * (end - directory));
    overlapping.write(bytes, end, 22);
    Files.write(file, overlapping.toByteArray());
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> read(file))
        .withMessageContaining("they overlap")
        .returns("bomb", ArchiveException::code);
  }

  @Test
  void bombsAreRefused() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 4; i++) {
      files.put("cat/" + i + ".png", new byte[300_000]);
    }
    for (Path archive : List.of(TestArchives.zip(temp, files), TestArchives.tarGz(temp, files))) {
      assertThatExceptionOfType(ArchiveException.class)
          .isThrownBy(() -> read(archive, SMALL))
          .withMessageContaining("more than 1,000,000 bytes when they are unpacked")
          .withMessageContaining("20 times")
          .returns("bomb", ArchiveException::code);
    }
    assertThat(read(TestArchives.tar(temp, files), SMALL).files()).hasSize(4);
  }

  @Test
  void bombThatLiesAboutItsSizeIsRefused() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("cat/1.png", new byte[2_000_000]);
    Path file = TestArchives.zip(temp, files);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(directory(zip) + 24, 10);
    Files.write(file, bytes);
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> read(file, SMALL))
        .returns("bomb", ArchiveException::code);
    ArchiveLimits perFile = new ArchiveLimits(10, 10, 1_000_000, 1_000_000, 20, 100_000_000);
    assertThat(read(file, perFile).files().get("cat/1.png"))
        .isEqualTo(
            "damaged: cat/1.png has more than 1,000,000 bytes; at most 1,000,000 are read of a"
                + " file, so reduce it");
  }

  @Test
  void millionEmptyEntriesAreRefusedWithoutMemory() throws IOException {
    Path file = temp.resolve("empty.zip");
    byte[] entry = new byte[47];
    ByteBuffer header = ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, 0x02014b50).putShort(28, (short) 1);
    entry[46] = 'a';
    byte[] end = new byte[22];
    ByteBuffer.wrap(end)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(0, 0x06054b50)
        .putInt(12, 1_000_000 * entry.length)
        .putInt(16, 30);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      byte[] local = new byte[30];
      ByteBuffer.wrap(local).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 0x04034b50);
      out.write(local);
      for (int i = 0; i < 1_000_000; i++) {
        out.write(entry);
      }
      out.write(end);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> Archives.open(file, ArchiveLimits.DEFAULTS))
        .withMessageContaining("1,000,000 entries")
        .withMessageContaining("at most 100,000")
        .returns("too-many-files", ArchiveException::code);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64_000_000);
  }

  @Test
  void longNameInATarHeaderCostsLittleMemory() throws IOException {
    Path file = temp.resolve("name.tar.gz");
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(file));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(gzip)) {
      TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
      byte[] letters = new byte[50_000_000];
      Arrays.fill(letters, (byte) 'a');
      name.setSize(letters.length);
      TestArchives.put(tar, name, letters);
    }
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> read(file))
        .withMessageContaining("a header of the archive has more than")
        .returns("bomb", ArchiveException::code);
  }

  @Test
  void truncatedArchivesSayWhere() throws IOException {
    byte[] noise = new byte[5_000];
    new java.util.Random(1).nextBytes(noise);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("cat/1.png", noise);
    files.put("cat/2.png", noise);

    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> read(cut(TestArchives.zip(temp, files), 6_000)))
        .withMessageContaining("cut off after 6,000 bytes")
        .withMessageContaining("send it again")
        .returns("not-an-archive", ArchiveException::code);
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> read(cut(TestArchives.tar(temp, files), 7_000)))
        .withMessageContaining("in or after cat/2.png")
        .withMessageContaining("7,000 unpacked bytes")
        .returns("not-an-archive", ArchiveException::code);
    assertThatExceptionOfType(ArchiveException.class)
        .isThrownBy(() -> list(cut(TestArchives.tarGz(temp, files), 4_000)))
        .withMessageContaining("in or after cat/1.png")
        .returns("not-an-archive", ArchiveException::code);
  }

  @Test
  void damagedFileSpoilsNoOther() throws IOException {
    Path file = TestArchives.zip(temp, files("cat/1.png", "cat/2.png"));
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    zip.putInt(directory(zip) + 16, 12345); // the checksum
    assertThat(read(Files.write(file, bytes)).files())
        .hasEntrySatisfying(
            "cat/1.png",
            message ->
                assertThat(message).contains("cat/1.png is damaged in the archive", "CRC-32"))
        .containsEntry("cat/2.png", "cat/2.png");
  }

  @Test
  void anyDamagedByteIsAnErrorOfTheArchiveOrOfAFile() throws IOException {
    Path file = TestArchives.zip(temp, files("cat/1.png", "dog/2.png"));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 0x41;
      try {
        read(Files.write(file, damaged));
      } catch (ArchiveException e) {
        assertThat(e.code()).isNotEmpty();
      }
    }
  }

  private static Path cut(Path file, int length) throws IOException {
    return Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
  }

  private static int directory(ByteBuffer zip) {
    return zip.getInt(zip.limit() - 6);
  }

  private static void put(ZipArchiveOutputStream zip, ZipArchiveEntry entry, byte[] content)
      throws IOException {
    zip.putArchiveEntry(entry);
    zip.write(content);
    zip.closeArchiveEntry();
  }
}
