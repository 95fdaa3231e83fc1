package dev.residual.access.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.residual.SettableClock;
import dev.residual.access.AccessControl;
import dev.residual.access.AccessMode;
import dev.residual.access.AccessSettings;
import dev.residual.access.Limits;
import dev.residual.access.Role;
import dev.residual.cluster.NodeRole;
import dev.residual.cluster.NodeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

@DataJpaTest(showSql = false)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
@ImportAutoConfiguration({FlywayAutoConfiguration.class, JacksonAutoConfiguration.class})
@Import({ApiKeys.class, KeyLifecycle.class, SettableClock.class})
@ExtendWith(OutputCaptureExtension.class)
class FirstAdminTests {

  @TempDir private Path folder;

  @Autowired private ApiKeys table;
  @Autowired private KeyLifecycle lifecycle;
  @Autowired private PlatformTransactionManager transactions;

  private Path file;

  @BeforeEach
  void deleteKeys(@Autowired JdbcClient jdbc) {
    jdbc.sql("delete from access_key").update();
    file = folder.resolve("data/admin.key");
  }

  @Test
  void firstStartWritesAKeyThatOnlyItsOwnerCanRead(CapturedOutput output) throws Exception {
    start(NodeRole.ALL);

    KeyText key = new AdminKeyFile(file).read().orElseThrow();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(file.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(table.all())
        .singleElement()
        .satisfies(
            known -> {
              assertThat(known.key().role()).isEqualTo(Role.ADMIN);
              assertThat(known.sha256()).isEqualTo(key.sha256());
            });
    assertThat(output).contains(file.toString()).doesNotContain(key.whole().substring(13));
  }

  @Test
  void laterStartsChangeNothing() throws Exception {
    start(NodeRole.ALL);
    String first = Files.readString(file);
    start(NodeRole.ALL);
    assertThat(Files.readString(file)).isEqualTo(first);
    Files.delete(file); // the admin has put it into a safe
    start(NodeRole.ALL);

    assertThat(file).doesNotExist();
    assertThat(table.all()).hasSize(1);
  }

  @Test
  void keyInTheFileIsRegistered() throws Exception {
    KeyText given = KeyText.random(new SecureRandom());
    Files.createDirectories(file.getParent());
    Files.writeString(file, given.whole() + "\n");
    lifecycle.create("another", Role.ADMIN, Limits.NONE, null);

    start(NodeRole.API);
    start(NodeRole.API);

    assertThat(table.all()).hasSize(2).anyMatch(it -> it.key().prefix().equals(given.prefix()));
  }

  @Test
  void keyInAFileThatEverybodyCanReadIsClosedToOthers(CapturedOutput output) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, KeyText.random(new SecureRandom()).whole());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    start(NodeRole.API);

    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(output).contains("Other users of this machine can no longer use " + file);
  }

  @Test
  void revokedKeyInTheFileStaysRevoked() throws Exception {
    start(NodeRole.ALL);
    lifecycle.create("another", Role.ADMIN, Limits.NONE, null);
    lifecycle.revoke(
        table.newest(2, null).stream()
            .filter(key -> key.name().equals("admin key file"))
            .findFirst()
            .orElseThrow()
            .id());

    start(NodeRole.ALL);

    assertThat(table.all()).hasSize(2).filteredOn(it -> it.key().isRevoked()).hasSize(1);
  }

  @Test
  void fileWithoutAKeyStopsTheStart() throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "secret");

    assertThatThrownBy(() -> start(NodeRole.ALL))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file + " does not contain one key")
        .hasMessageNotContaining("secret");
    assertThat(table.all()).isEmpty();
  }

  @Test
  void keyIsNotStoredIfItsFileCannotBeWritten() throws Exception {
    Files.writeString(folder.resolve("data"), "a file in place of the folder");

    assertThatThrownBy(() -> start(NodeRole.ALL)).isInstanceOf(UncheckedIOException.class);
    assertThat(table.all()).isEmpty();
  }

  @Test
  void fileOfSomebodyElseIsNotOverwritten() throws Exception {
    Files.createDirectories(file.getParent());
    Files.createFile(file);

    assertThatThrownBy(() -> new AdminKeyFile(file).write(KeyText.random(new SecureRandom())))
        .isInstanceOf(IOException.class);
    assertThat(file).isEmptyFile();
  }

  @Test
  void workersLeaveItToOtherNodes() {
    start(NodeRole.WORKER);

    assertThat(table.all()).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  void nodesThatStartTogetherMakeOneKey() throws Exception {
    ExecutorService nodes = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> starts =
          IntStream.range(0, 4)
              .<Callable<Void>>mapToObj(
                  node ->
                      () -> {
                        start(NodeRole.API, folder.resolve("node" + node));
                        return null;
                      })
              .toList();
      for (Future<Void> start : nodes.invokeAll(starts)) {
        start.get();
      }
    } finally {
      nodes.shutdown();
    }

    assertThat(table.all()).hasSize(1);
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  private void start(NodeRole role) {
    start(role, file);
  }

  private void start(NodeRole role, Path adminKey) {
    AccessControl access = mock();
    when(access.isOpen()).thenReturn(false);
    new FirstAdmin(
            access,
            new AccessSettings(AccessMode.KEYS, false, adminKey),
            new NodeSettings(role, "node"),
            table,
            lifecycle,
            mock(),
            transactions)
        .afterSingletonsInstantiated();
  }
}
