// SPDX-License-Identifier: MIT
#include "tests/bench/bareclient.h"

#include "core/base/json.h"
#include "tests/bench/childprocess.h"

#include <QFile>

#include <curl/curl.h>

#include <cstdio>
#include <spawn.h>
#include <sys/wait.h>

namespace aios::bench {

namespace {

size_t swallow(char*, size_t size, size_t count, void*)
{
    return size * count;
}

} // namespace

int runBareClient(const char* url, const char* directory, int requests)
{
    CURL* curl = ::curl_easy_init();
    curl_slist* headers = ::curl_slist_append(nullptr, "content-type: application/json");
    headers = ::curl_slist_append(headers, "x-api-key: stub");
    headers = ::curl_slist_append(headers, "Expect:");
    ::curl_easy_setopt(curl, CURLOPT_URL, url);
    ::curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    ::curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
    ::curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
    QByteArray messages = R"({"role":"user","content":"go"})";
    int failed = 0;
    for (int i = 0; i < requests; ++i) {
        const QByteArray body = R"({"model":"stub-model","max_tokens":1000,"stream":true,"messages":[)" + messages + "]}";
        ::curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.constData());
        ::curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        failed += ::curl_easy_perform(curl) == CURLE_OK ? 0 : 1;
        QFile file(QString::fromLocal8Bit(directory) + QStringLiteral("/file-%1.txt").arg(i, 4, 10, QLatin1Char('0')));
        const QByteArray text = file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        messages += R"(,{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"Read","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":)"
                    + jsonString(QByteArrayView(text)) + "}]}";
    }
    ::curl_slist_free_all(headers);
    ::curl_easy_cleanup(curl);
    return failed == 0 ? 0 : 1;
}

int runBareSpawn(int times)
{
    QList<double> durations;
    for (int i = 0; i < times; ++i) {
        const long long begin = nowNs();
        pid_t pid = 0;
        const char* argv[] = {"/bin/bash", "--noprofile", "--norc", "-c", "true", nullptr};
        if (::posix_spawn(&pid, argv[0], nullptr, nullptr, const_cast<char**>(argv), environ) != 0)
            return 1;
        ::waitpid(pid, nullptr, 0);
        durations.append(static_cast<double>(nowNs() - begin) / 1e6);
    }
    std::printf("%.3f\n", median(durations));
    return 0;
}

} // namespace aios::bench
