package dev.residual.access.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.residual.access.Caller;
import dev.residual.access.Limits;
import dev.residual.access.Role;
import dev.residual.web.Problem;
import java.io.ByteArrayInputStream;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.security.core.context.SecurityContextHolder;

/** Tests what uploads take of their client's limit while they are received. */
class StorageLimitTests {

  private static final Limits HUNDRED = new Limits(null, null, null, null, 100L);
  private static final UUID ME = UUID.randomUUID();
  private static final UUID OTHER = UUID.randomUUID();

  private long datasets;
  private long models;
  private final StorageLimit limit =
      new StorageLimit(
          LimitBeans.defaults(HUNDRED),
          LimitBeans.stored(
              owner -> owner.equals(ME) ? datasets : 0, owner -> owner.equals(ME) ? models : 0));

  @BeforeEach
  void sendKey() {
    SecurityContextHolder.getContext()
        .setAuthentication(new Caller(ME, Role.TRAINER).authentication());
  }

  @AfterEach
  void clear() {
    SecurityContextHolder.clearContext();
  }

  @Test
  void whatIsStoredAndWhatIsAnnouncedCounts() {
    datasets = 50;
    models = 20;

    assertThatNoException().isThrownBy(() -> limit.begin(30).close());
    assertRefused(31);
    assertRefused(Long.MAX_VALUE);
  }

  @Test
  void uploadsAtTheSameTimeCountTogether() {
    try (StorageUse first = limit.begin(60)) {
      assertRefused(41);
      limit.begin(40).close();
    }
    limit.begin(100).close();
  }

  @Test
  void uploadThatIsStoredCountsWithoutAGap() {
    StorageUse first = limit.begin(60);
    StorageUse second = limit.begin(-1);
    datasets = 60;
    first.close();
    first.close();

    assertThatNoException().isThrownBy(() -> read(second, 40));
    second.close();
    assertThatExceptionOfType(Problem.class).isThrownBy(() -> limit.begin(41));
  }

  @Test
  void bodyOfUnknownLengthIsReadAsFarAsTheLimitAllows() throws Exception {
    StorageUse use = limit.begin(-1);
    read(use, 100);
    use.close();

    StorageUse larger = limit.begin(-1);
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> read(larger, 101))
        .satisfies(problem -> assertThat(problem.getStatusCode().value()).isEqualTo(507));
  }

  @Test
  void bodyThatIsLargerThanAnnouncedIsNotReadOn() {
    StorageUse use = limit.begin(10);

    assertThatExceptionOfType(Problem.class).isThrownBy(() -> read(use, 101));
  }

  @Test
  void otherClientsHaveLimitsOfTheirOwn() {
    limit.begin(100);
    SecurityContextHolder.getContext()
        .setAuthentication(new Caller(OTHER, Role.TRAINER).authentication());

    assertThatNoException().isThrownBy(() -> limit.begin(100).close());
  }

  @Test
  void limitOfTheKeyComesFirst() {
    Limits own = new Limits(null, null, null, null, 200L);
    SecurityContextHolder.getContext()
        .setAuthentication(new Caller(OTHER, Role.TRAINER, own).authentication());

    assertThatNoException().isThrownBy(() -> limit.begin(200).close());
    assertRefused(201);
  }

  @Test
  void nobodyIsLimitedWithoutAKey() {
    SecurityContextHolder.clearContext();

    assertThatNoException().isThrownBy(() -> read(limit.begin(1_000), 2_000));
  }

  @Test
  void refusedUploadsTakeNothing() {
    StorageLimit failing =
        new StorageLimit(
            LimitBeans.defaults(HUNDRED),
            LimitBeans.stored(
                owner -> {
                  throw new DataAccessResourceFailureException("away");
                }));
    assertThatExceptionOfType(DataAccessResourceFailureException.class)
        .isThrownBy(() -> failing.begin(1));
    for (int i = 0; i < 3; i++) {
      assertRefused(101);
    }

    assertThatNoException().isThrownBy(() -> limit.begin(100).close());
  }

  private static void read(StorageUse use, int bytes) throws Exception {
    assertThat(use.limited(new ByteArrayInputStream(new byte[bytes])).readAllBytes())
        .hasSize(bytes);
  }

  private void assertRefused(long bytes) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> limit.begin(bytes))
        .satisfies(
            problem ->
                assertThat(problem.getBody().getProperties())
                    .containsEntry("code", "storage-limit-exceeded"));
  }
}
