import type { RcaCategory } from './vocabulary.ts';

/** One root cause described in another language. */
interface TranslatedStory {
  readonly rca: RcaCategory;
  readonly subject: string;
  readonly cause: string;
  readonly resolution: string;
  readonly reason: string;
}

/** Sentences in languages other than English, with the same slots. */
export interface Phrasebook {
  /** The language code in a case id, as AWS Support writes it: it has codes for Japanese, none for German. */
  readonly caseIdLanguage: string;
  readonly separator: string;
  readonly problem: readonly string[];
  readonly impact: readonly string[];
  readonly stories: readonly TranslatedStory[];
  readonly closing: readonly string[];
  readonly lifecycleReason: string;
}

export const GERMAN: Phrasebook = {
  caseIdLanguage: 'muen',
  separator: ' ',
  problem: [
    'Der Kunde meldete, dass {operation} für {service} seit dem Vormittag wiederholt mit {error} fehlschlug.',
    'In der Umgebung {environment} brach {operation} auf {service} mit der Meldung {error} ab, ohne dass etwas geändert worden wäre.',
  ],
  impact: [
    'Betroffen waren rund {percent} % der Anfragen über einen Zeitraum von mehreren Stunden, und der Bereitschaftsdienst wurde verständigt.',
    'Für die Fachabteilung bedeutete das spürbar längere Wartezeiten; etwa {count} Aufträge mussten später erneut ausgeführt werden.',
  ],
  stories: [
    {
      rca: 'Throttling',
      subject: '{service}: {operation} wird gedrosselt – „{error}“',
      cause:
        'Die Auswertung der Protokolle zeigte, dass mehrere Aufträge gleichzeitig starteten und ohne Wartezeit immer wieder nachfragten.',
      resolution:
        'Nach einer Anpassung der Wiederholversuche mit wachsender Wartezeit und einer zeitlichen Staffelung der Aufträge lief der Betrieb wieder fehlerfrei.',
      reason: 'Die Anfragerate von {operation} lag über dem, was {service} zulässt.',
    },
    {
      rca: 'Limit reached',
      subject: 'Erhöhung von „{limit}“ für {service}',
      cause:
        'Ursache war das Kontingent „{limit}“, das noch auf dem Standardwert stand, obwohl die Nutzung deutlich gewachsen war.',
      resolution:
        'Der Support erläuterte die Zusammenhänge, erhöhte den Grenzwert und prüfte gemeinsam mit dem Kunden, dass {metric} wieder im üblichen Bereich lag.',
      reason: 'Das Kontingent „{limit}“ war ausgeschöpft.',
    },
  ],
  closing: [
    'Der Fall wurde einvernehmlich geschlossen.',
    'Der Kunde bestätigte die Lösung schriftlich und dankte für die rasche Bearbeitung.',
    'Künftig überwacht ein Alarm diese Größe, und die Schritte stehen im Betriebshandbuch der zuständigen Mannschaft.',
    'Als Nächstes wird der Kunde die Überwachung ausbauen, die Abläufe im Betriebshandbuch ergänzen und vor der Hochsaison einen Lasttest durchführen.',
    'Als Nächstes wird der Kunde die Überwachung ausbauen, die Abläufe im Betriebshandbuch ergänzen und die Ergebnisse in der monatlichen Besprechung mit allen beteiligten Teams vorstellen.',
    'Darüber hinaus werden die übrigen Konten des Unternehmens auf dieselbe Schwachstelle geprüft, die Abläufe im Betriebshandbuch ergänzt und die Ergebnisse in der monatlichen Besprechung mit allen beteiligten Teams vorgestellt.',
  ],
  lifecycleReason: 'Vorsorge an dieser Stelle hätte die Störung von {service} verhindert oder verkürzt.',
};

export const JAPANESE: Phrasebook = {
  caseIdLanguage: 'muja',
  separator: '',
  problem: [
    'お客様より、{environment} 環境の {service} に対する {operation} の呼び出しが、午前中から断続的に {error} で失敗し、業務システムの一部の画面が表示されない状態になっているとのお問い合わせをいただきました。',
    '{service} をご利用中のお客様から、{operation} を実行すると {error} が返され、{environment} 環境における夜間のバッチ処理が予定の時刻までに完了しなかったとのご報告をいただき、調査を開始いたしました。',
  ],
  impact: [
    '影響の範囲は全リクエストのおよそ {percent} パーセントで、数時間にわたり約 {count} 件の処理を再実行する必要があり、運用ご担当者様は手作業による確認と関係部署へのご連絡を余儀なくされておりました。',
    'この事象により、利用者の皆様の待ち時間が通常より大幅に長くなり、およそ {count} 件のご注文の処理が翌営業日まで遅延したため、社内の関係部署において緊急の対策会議が開かれておりました。',
  ],
  stories: [
    {
      rca: 'Throttling',
      subject: '{service} の {operation} で「{error}」が発生しています',
      cause:
        'ログとメトリクスを確認したところ、複数のジョブが毎時零分に同時に開始され、待機時間を置かずに同じ API を繰り返し呼び出していたため、リクエスト数が一時的に許容量を超えていたことが判明いたしました。',
      resolution:
        'サポートから指数バックオフとジッターを用いた再試行、および実行時刻の分散をご提案し、お客様が設定を変更された後は、{metric} の値が通常の範囲に戻り、エラーが発生していないことを確認いたしました。',
      reason: '{operation} のリクエスト数が {service} の許容量を超えていたため。',
    },
    {
      rca: 'Limit reached',
      subject: '{service} の上限緩和（{limit}）について',
      cause:
        '調査の結果、「{limit}」のクォータが初期値のままであり、この半年間で利用量が大きく増加していたにもかかわらず、使用率の監視が設定されていなかったことが直接の原因であると判断いたしました。',
      resolution:
        '上限の引き上げを実施するとともに、不要になったリソースの整理をご案内し、その後一週間にわたり {metric} を観察した結果、同様のエラーが再発していないことをお客様とともに確認いたしました。',
      reason: '「{limit}」のクォータが上限に達していたため。',
    },
  ],
  closing: [
    '今後は {metric} にアラームを設定し、使用率が八割に達した時点で担当者へ通知されるように変更するとともに、同様の構成を持つ他のアカウントについても順次点検を進め、結果を次回の月次運用会議で共有していただく予定です。お客様からは迅速な対応への感謝のお言葉を頂戴しており、あわせてご相談のあった費用の見積もりについても、担当の営業部門から別途ご連絡を差し上げることといたしました。追加のご質問がないことを確認のうえ、本件は解決済みとしてクローズいたしました。',
    'お客様は、開発チーム向けの勉強会の開催、コードレビューの観点への再試行処理の追加、ならびに障害発生時の連絡体制の見直しを決定されており、技術担当者より関連資料と構成例をお送りいたしました。追加のご質問がないことを確認させていただいたうえで、本件は解決済みとしてクローズいたしました。',
    '再発防止策として、アラームの追加、運用手順書の更新、繁忙期前の負荷試験の実施、ならびに他のアカウントにおける同様の設定の点検を計画されており、次回の定例会議において進捗をご報告いただくこととし、本件は解決済みとしてクローズいたしました。',
    '再発防止策として、アラームの追加、運用手順書の更新、繁忙期前の負荷試験の実施、ならびに他のアカウントにおける同様の設定の点検を計画されており、次回の定例会議において進捗をご報告いただくことといたしました。あわせて、担当のテクニカルアカウントマネージャーより、関連するドキュメントと構成例をお送りし、ご不明な点がないことを確認のうえ、本件は解決済みとしてクローズいたしました。',
  ],
  lifecycleReason: '事前の対策により {service} の障害を防止または短縮できたと考えられるため。',
};
