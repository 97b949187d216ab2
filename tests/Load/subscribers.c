// subscribers ADDRESS PORT KEY COUNT CURSOR : COUNT subscribers to routing changes over graphql-transport-ws, one that is cut off and comes
// again, and one that does not read. Loopback only. Commands, a line each, on standard input:
//   cut        the last subscriber but one drops its connection
//   resume     it comes again with the cursor of the last event that it had
//   read       the last one, which did not read so far, reads all that is there
//   end SEQ    waits until everybody had the event SEQ, for 20 s at most, says what was seen, and ends
// Each event has the entry of the change log as its sequence; those of a subscriber must follow one another without a gap.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 5000, BUFFER = 1 << 18, BUCKETS = 100000 };

struct subscriber {
    int socket, used, is_silent, close_code, size;
    long long first, last, events, repeats, gaps;
    char *buffer, cursor[64];
};

static struct subscriber all[MOST];
static struct sockaddr_in server;
static const char *key, *start_cursor;
static long long delays[BUCKETS + 1], unexpected;
static int poller;

static void die(const char *what) { perror(what); exit(1); }

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec % 86400 + t.tv_nsec / 1e9;
}

// A client's frame is masked; with zeros the text stays as it is.
static void send_text(int socket, const char *text)
{
    size_t length = strlen(text);
    unsigned char frame[4096] = { 0x81, 0x80 | 126, length >> 8, length & 255 };
    memcpy(frame + 8, text, length);
    if (length > sizeof frame - 8 || write(socket, frame, length + 8) != (ssize_t)(length + 8)) die("write");
}

static void expect(int socket, const char *what)
{
    char text[2048];
    size_t used = 0;
    while (used < sizeof text - 1) {
        ssize_t n = read(socket, text + used, 1);
        if (n <= 0) die(what);
        text[++used - 1 + 1] = 0;
        if (strstr(text, what)) return;
    }
    fprintf(stderr, "no %s\n", what);
    exit(1);
}

static void subscribe(struct subscriber *s, const char *cursor)
{
    char text[3000];
    // What the silent one asks for is long, so that its connection is full soon.
    char more[1200] = "";
    if (s->is_silent)
        for (int i = 0; i < 20; i++) sprintf(more + strlen(more), " the_same_cursor_again_number_%d: cursor", i);
    s->socket = socket(AF_INET, SOCK_STREAM, 0);
    int small = 4096, yes = 1;
    if (s->is_silent) setsockopt(s->socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    setsockopt(s->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(s->socket, (struct sockaddr *)&server, sizeof server)) die("connect");
    snprintf(text, sizeof text,
        "GET /graphql HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\nAuthorization: Bearer %s\r\n\r\n", key);
    if (write(s->socket, text, strlen(text)) < 0) die("write");
    expect(s->socket, "\r\n\r\n");
    send_text(s->socket, "{\"type\":\"connection_init\"}");
    expect(s->socket, "connection_ack\"}");
    snprintf(text, sizeof text,
        "{\"id\":\"1\",\"type\":\"subscribe\",\"payload\":{\"query\":\"subscription ($after: String) { routingChanged(after: $after) { cursor time sequence%s } }\","
        "\"variables\":{\"after\":\"%s\"}}}", more, cursor);
    send_text(s->socket, text);
    fcntl(s->socket, F_SETFL, O_NONBLOCK);
    s->used = 0;
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = s };
    if (!s->is_silent && epoll_ctl(poller, EPOLL_CTL_ADD, s->socket, &event)) die("epoll_ctl");
}

static void take(struct subscriber *s, const char *text, size_t length, double time)
{
    const char *sequence = memmem(text, length, "\"sequence\":", 11), *cursor = memmem(text, length, "\"cursor\":\"", 10), *at = memmem(text, length, "\"time\":\"", 8);
    if (!sequence || !cursor || !at) {
        if (!memmem(text, length, "\"pong\"", 6) && unexpected++ < 5) fprintf(stderr, "unexpected: %.*s\n", (int)length, text);
        return;
    }
    long long number = atoll(sequence + 11);
    if (!s->first) s->first = number;
    else if (number <= s->last) { s->repeats++; return; }
    else if (number != s->last + 1) s->gaps++;
    s->last = number;
    s->events++;
    memcpy(s->cursor, cursor + 10, 32);
    // 2026-11-23T05:30:03.1234567+00:00
    int h = atoi(at + 19), m = atoi(at + 22);
    double delay = time - (h * 3600 + m * 60 + atof(at + 25));
    if (s->is_silent || s == &all[1]) return; // those are late on purpose
    int bucket = delay < 0 ? 0 : (int)(delay * 10000);
    delays[bucket < BUCKETS ? bucket : BUCKETS]++;
}

static void read_some(struct subscriber *s)
{
    ssize_t n = read(s->socket, s->buffer + s->used, BUFFER - s->used);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        // Gone without a word.
        if (!s->close_code) s->close_code = -1;
        epoll_ctl(poller, EPOLL_CTL_DEL, s->socket, 0);
        close(s->socket);
        s->socket = -1;
        return;
    }
    double time = now();
    s->used += n;
    unsigned char *p = (unsigned char *)s->buffer, *end = p + s->used;
    while (end - p >= 2) {
        size_t length = p[1] & 127, head = length == 126 ? 4 : length == 127 ? 10 : 2;
        if ((size_t)(end - p) < head) break;
        if (length == 126) length = p[2] << 8 | p[3];
        else if (length == 127) { length = 0; for (int i = 2; i < 10; i++) length = length << 8 | p[i]; }
        if ((size_t)(end - p) < head + length) break;
        if ((p[0] & 15) == 1) take(s, (char *)p + head, length, time);
        else if ((p[0] & 15) == 8) s->close_code = length >= 2 ? p[head] << 8 | p[head + 1] : 1005;
        else if ((p[0] & 15) == 9) {
            // A pong says what the ping said.
            unsigned char pong[131] = { 0x8A, 0x80 | length };
            memcpy(pong + 6, p + head, length);
            if (write(s->socket, pong, 6 + length) != (ssize_t)(6 + length)) die("pong");
        }
        p += head + length;
    }
    s->used = end - p;
    memmove(s->buffer, p, s->used);
}

static double percentile(double share)
{
    long long total = 0, so_far = 0;
    for (int i = 0; i <= BUCKETS; i++) total += delays[i];
    for (int i = 0; i <= BUCKETS; i++)
        if ((so_far += delays[i]) >= total * share) return (i + 1) / 10.0;
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 6 || strncmp(argv[1], "127.", 4) || atoi(argv[4]) < 1 || atoi(argv[4]) > MOST - 2) return fprintf(stderr, "subscribers ADDRESS PORT KEY COUNT CURSOR\n"), 2;
    server = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = htons(atoi(argv[2])) };
    inet_pton(AF_INET, argv[1], &server.sin_addr);
    key = argv[3];
    start_cursor = argv[5];
    int count = atoi(argv[4]) + 2; // 0 is silent, 1 is cut off
    poller = epoll_create1(0);
    for (int i = 0; i < count; i++) {
        all[i].buffer = malloc(BUFFER);
        all[i].is_silent = i == 0;
        subscribe(&all[i], start_cursor);
    }
    fcntl(0, F_SETFL, O_NONBLOCK);
    struct epoll_event commands = { .events = EPOLLIN, .data.ptr = 0 };
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &commands);
    printf("ready\n");
    fflush(stdout);

    long long until = 0;
    double give_up = 0;
    for (;;) {
        struct epoll_event events[256];
        int n = epoll_wait(poller, events, 256, 100);
        for (int i = 0; i < n; i++) {
            if (events[i].data.ptr) { read_some(events[i].data.ptr); continue; }
            char command[256];
            ssize_t length = read(0, command, sizeof command - 1);
            if (length == 0) return 1; // whoever started us is gone
            if (length < 0) continue;
            command[length] = 0;
            if (strstr(command, "cut")) { epoll_ctl(poller, EPOLL_CTL_DEL, all[1].socket, 0); close(all[1].socket); }
            if (strstr(command, "resume")) subscribe(&all[1], all[1].cursor);
            if (strstr(command, "read")) {
                struct epoll_event event = { .events = EPOLLIN, .data.ptr = &all[0] };
                epoll_ctl(poller, EPOLL_CTL_ADD, all[0].socket, &event);
            }
            char *end = strstr(command, "end ");
            if (end) { until = atoll(end + 4); give_up = now() + 20; }
        }
        if (!until) continue;
        int behind = 0;
        for (int i = 1; i < count; i++) behind += all[i].last < until;
        if (!behind && all[0].close_code) break;
        if (now() > give_up) break;
    }
    long long events = 0, gaps = 0, repeats = 0, late_starters = 0, behind = 0, closed = 0;
    for (int i = 2; i < count; i++) {
        events += all[i].events;
        gaps += all[i].gaps;
        repeats += all[i].repeats;
        late_starters += all[i].first != all[2].first;
        behind += all[i].last != until;
        closed += all[i].close_code != 0;
    }
    printf("{\"first\":%lld,\"events\":%lld,\"gaps\":%lld,\"repeats\":%lld,\"late_starters\":%lld,\"behind\":%lld,\"closed\":%lld,\"unexpected\":%lld,"
           "\"cut\":{\"events\":%lld,\"gaps\":%lld,\"repeats\":%lld,\"last\":%lld},\"silent\":{\"events\":%lld,\"gaps\":%lld,\"code\":%d},"
           "\"p50_ms\":%.1f,\"p99_ms\":%.1f,\"max_ms\":%.1f}\n",
        all[2].first, events, gaps, repeats, late_starters, behind, closed, unexpected, all[1].events, all[1].gaps, all[1].repeats, all[1].last,
        all[0].events, all[0].gaps, all[0].close_code, percentile(0.5), percentile(0.99), percentile(1));
    return 0;
}
