package dev.residual.web.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class HostFilterTests {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, evil.example.com, false",
    "::1, evil.example.com, false",
    "127.0.0.1, localhost:8080, true",
    "0.0.0.0, any.example.com, true",
    "192.168.0.7, any.example.com, true"
  })
  void namesAreCheckedByDefaultOnTheLoopbackInterfaceOnly(
      String address, String host, boolean allowed) throws Exception {
    assertThat(passes(List.of(), address, host)).isEqualTo(allowed);
  }

  @Test
  void settingHoldsForEveryInterface() throws Exception {
    List<String> names = List.of("ml.example.com");

    assertThat(passes(names, "0.0.0.0", "any.example.com")).isFalse();
    assertThat(passes(names, "0.0.0.0", "ml.example.com")).isTrue();
    assertThat(passes(List.of("*"), "127.0.0.1", "any.example.com")).isTrue();
  }

  private static boolean passes(List<String> names, String address, String host) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.addHeader("Host", host);
    MockFilterChain chain = new MockFilterChain();
    new HostFilter(
            new HostSettings(names),
            InetAddress.getByName(address),
            (asked, answer, handler, problem) -> null)
        .doFilter(request, new MockHttpServletResponse(), chain);
    return chain.getRequest() != null;
  }
}
