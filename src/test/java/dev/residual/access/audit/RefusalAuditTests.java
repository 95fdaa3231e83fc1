package dev.residual.access.audit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;

import dev.residual.SettableClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.mock.web.MockHttpServletRequest;

class RefusalAuditTests {

  private static final int MAX = 100;

  private final AuditLog log = mock();
  private final SettableClock clock = new SettableClock();
  private final RefusalAudit refusals =
      new RefusalAudit(log, new AuditSettings(Duration.ofDays(1), MAX), clock);
  private final AuditedRequest request =
      new AuditedRequest(new MockHttpServletRequest("GET", "/jobs"));

  @Test
  void floodFillsNeitherTheDiskNorKeepsTheDatabaseBusy() {
    for (int i = 0; i < 10_000; i++) {
      refusals.record(request, 401);
    }
    verify(log, times(MAX)).add(any());

    clock.advance(Duration.ofSeconds(61));
    refusals.record(request, 401);
    verify(log, times(MAX + 1)).add(any());
  }

  @Test
  void refusalIsAnsweredAlsoWithoutTheDatabase() {
    doThrow(new DataAccessResourceFailureException("away")).when(log).add(any());

    assertThatCode(() -> refusals.record(request, 403)).doesNotThrowAnyException();
  }
}
